import { expect, test } from 'vitest';
import type { Example } from '../../../src/catalog/catalog.js';
import { exampleDigest } from '../../../src/state/inputs-digest.js';

const EXAMPLE: Example = {
  name: 'thing',
  title: 'Thing',
  description: 'A thing.',
  packaging: ['kustomize'],
  builds: [],
  images: {},
  parameters: {},
  presets: {},
  constraints: [],
  files: [{ from: 'base', to: 'base/{{app.name}}' }],
  renames: {},
  versions: {},
  templates: new Map([['base/a.yaml.hbs', { content: '  {{> outer}}\n', mode: '0644' }]]),
  partials: new Map([
    ['outer', '{{> inner key="value"}}'],
    ['inner', 'text'],
    ['other', 'text'],
  ]),
};

const withPartial = (name: string, text: string, example = EXAMPLE): string =>
  exampleDigest({ ...example, partials: new Map(example.partials).set(name, text) });

test.each(['outer', 'inner'])('changes with the included partial "%s"', (name) => {
  expect(withPartial(name, 'changed')).not.toBe(exampleDigest(EXAMPLE));
});

test.each(['other', 'new'])('stays with the partial "%s", which nothing includes', (name) => {
  expect(withPartial(name, 'changed')).toBe(exampleDigest(EXAMPLE));
});

test('changes with every partial where a name is worked out', () => {
  const content = "{{> (lookup values 'kind')}}\n";
  const dynamic = {
    ...EXAMPLE,
    templates: new Map([['a.hbs', { content, mode: '0644' as const }]]),
  };

  expect(withPartial('other', 'changed', dynamic)).not.toBe(exampleDigest(dynamic));
});
