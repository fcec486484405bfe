import { describe, expect, test } from 'vitest';
import { renderGoTemplate } from '../../../src/manifests/go-template.js';

const data = {
  app: 'shop',
  team: '',
  helm: true,
  list: [{ name: 'a' }, { name: 'b' }],
  at: { x: 1 },
};

describe('a Go template', () => {
  test.each([
    ['{{ .app }}-{{.at.x}}', 'shop-1'],
    ['{{ if .team }}team{{ else }}none{{ end }}', 'none'],
    ['{{ if or .team .helm }}some{{ end }}', 'some'],
    ['{{ if and .team .helm }}both{{ end }}', ''],
    ['{{ if not .team }}none{{ end }}', 'none'],
    ['{{ if eq .app "shop" }}shop{{ end }}', 'shop'],
    ['{{ range .list }}{{ .name }},{{ end }}', 'a,b,'],
    ['{{ range .team }}a{{ else }}empty{{ end }}', 'empty'],
    ['a\n{{- if .helm }}\n  b\n{{- end }}\n', 'a\n  b\n'],
    ['a {{ .app -}}  \n b', 'a shopb'],
    ['{{ if .helm }}{{ if .team }}x{{ end }}y{{ end }}', 'y'],
    ['plain', 'plain'],
  ])('%j becomes %j', (template, expected) => {
    expect(renderGoTemplate(template, data)).toBe(expected);
  });

  test.each([
    ['{{ .gone }}', 'there is no .gone'],
    ['{{ .at.gone }}', 'there is no .at.gone'],
    ['{{ .app | upper }}', '{{ .app | upper }} is beyond what can be evaluated here'],
    ['{{ if .app }}', '{{ if .app, without its end }} is beyond what can be evaluated here'],
    ['{{ end }}', '{{ end }} is beyond what can be evaluated here'],
  ])('%j is refused', (template, message) => {
    expect(() => renderGoTemplate(template, data)).toThrow(message);
  });
});
