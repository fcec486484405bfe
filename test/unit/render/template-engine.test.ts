import { describe, expect, test } from 'vitest';
import { createTemplateEngine, type TemplateContext } from '../../../src/render/template-engine.js';

const context = {
  app: { name: 'todo' },
  list: ['a', 'b'],
  none: [],
  values: { text: '<&>', number: 8080, yes: 'yes', map: { a: 1, b: ['x'] } },
  env: { name: 'dev' },
  services: [
    { name: 'a', calls: ['c', 'b'], port: 1 },
    { name: 'b', calls: ['c'], port: 2 },
    { name: 'c', port: 3 },
  ],
};

function render(
  source: string,
  { partials = {}, ...extra }: { partials?: Record<string, string> } & TemplateContext = {},
): string {
  const engine = createTemplateEngine(new Map(Object.entries(partials)));
  return engine({ path: 'acme/thing/base/x.yaml.hbs', source }, { ...context, ...extra });
}

describe('helpers', () => {
  test.each([
    ['{{values.text}}', '<&>'],
    ['{{#if (eq app.name "todo")}}y{{/if}}', 'y'],
    ['{{#if (ne app.name "todo")}}y{{else}}n{{/if}}', 'n'],
    ['{{#if (and app.name list)}}y{{/if}}', 'y'],
    ['{{#if (or none "")}}y{{else}}n{{/if}}', 'n'],
    ['{{#if (not none)}}y{{/if}}', 'y'],
    ['{{#if (in app.name "a" "todo")}}y{{/if}}{{#if (in "c" list)}}n{{/if}}', 'y'],
    ['{{#each (range 3)}}{{this}}{{/each}}', '012'],
    ['{{add 1 2 "3"}}', '6'],
    ['{{concat app.name "-" values.number}}', 'todo-8080'],
    ['{{join list ", "}}', 'a, b'],
    ['{{quote values.yes}} {{quote app.name}} {{quote ""}}', '"yes" todo ""'],
    ['{{toYaml values.map}}', 'a: 1\nb:\n  - x'],
    ['{{indent 2 (toYaml values.map)}}', '  a: 1\n  b:\n    - x'],
    ['{{sha256 "abc" 8}}', 'ba7816bf'],
    ['{{constantCase "order-processing.v1"}}', 'ORDER_PROCESSING_V1'],
    ['{{#with (named services "b")}}{{port}}{{/with}}', '2'],
    ['{{#each (callees services "a")}}{{name}}{{port}} {{/each}}', 'c3 b2 '],
    ['{{#each (callers services "c")}}{{name}} {{/each}}', 'a b '],
    ['{{#each (callers services "a")}}{{name}}{{else}}nobody{{/each}}', 'nobody'],
    ['{{lookup values "text"}}', '<&>'],
    ['{{#with values}}{{number}}{{/with}}{{#unless none}}!{{/unless}}', '8080!'],
    ['{{#each list}}{{this}}{{@index}}{{../app.name}} {{/each}}', 'a0todo b1todo '],
    ['\\{{raw}} {{{app.name}}}', '{{raw}} todo'],
  ])('%s is %j', (source, expected) => {
    expect(render(source)).toBe(expected);
  });

  test.each(['named', 'callees'])('%s wants a name that there is', (helper) => {
    expect(() => render(`{{#with (${helper} services "d")}}{{/with}}`)).toThrow(
      'there is no "d" among a, b, c',
    );
    const services = [{ name: 'a', calls: ['catalogue'] }, { name: 'catalog' }];
    expect(() => render('{{#each (callees services "a")}}{{/each}}', { services })).toThrow(
      'there is no "catalogue" among a, catalog, did you mean "catalog"?',
    );
  });

  test.each([0, 1000])('range takes %d', (count) => {
    expect(render('{{#each (range n)}}.{{/each}}', { n: count })).toHaveLength(count);
  });

  test.each([1001, -1, 1.5, 'x', 1e9, Infinity])('range refuses %s', (count) => {
    expect(() => render('\n{{#each (range n)}}{{/each}}', { n: count })).toThrow(
      /range takes a whole number up to 1000/,
    );
  });
});

test('a partial alone on a line is indented as the line is, in a line the text stays', () => {
  const partials = { labels: 'app: {{name}}\nteam: x\n', inline: 'in-{{app.name}}' };
  expect(render('a:\n  {{> labels name=app.name}}\nb: {{> inline}}\n', { partials })).toBe(
    'a:\n  app: todo\n  team: x\nb: in-todo\n',
  );
});

describe('an error names template, line and what is wrong', () => {
  test.each([
    ['\n{{values.textt}}', 2, '"values.textt" does not exist here'],
    ['{{vales.text}}', 1, '"vales.text" does not exist here'],
    ['a\nb {{#if values.nothing}}x{{/if}}', 2, '"values.nothing" does not exist here'],
    ['{{#each values.nothing}}x{{/each}}', 1, '"values.nothing" does not exist here'],
    ['\n\n{{shout app.name}}', 3, 'there is no helper "shout"'],
    ['{{log "x"}}', 1, 'there is no helper "log"'],
    ['{{> nowhere}}', undefined, 'The partial nowhere could not be found'],
    ['{{#if app}}', undefined, 'Parse error on line 1:'],
    ['{{join app.name ","}}', undefined, ''],
    ['{{quote values.textt}}', 1, '"values.textt" does not exist here'],
    ['{{app.name}} {{values.map}}', undefined, 'a map is printed: '],
    ['{{#if app.name.first}}x{{/if}}', undefined, ''],
  ])('%j', (source, line, message) => {
    expect(() => render(source)).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE',
        exitCode: 2,
        message: expect.stringContaining(`template: ${message}`) as string,
        place: expect.objectContaining({
          path: 'acme/thing/base/x.yaml.hbs',
          ...(line === undefined ? {} : { line }),
        }) as object,
      }),
    );
  });
});

describe('a partial', () => {
  const partials = { volumes: '{{#if volumes}}{{volumes}}{{/if}}\n{{values.sise}}' };

  test('may ask for a parameter that is left out', () => {
    const optional = { volumes: '{{#if volumes}}{{volumes}}{{else}}none{{/if}}' };
    expect(render('{{> volumes}}{{> volumes volumes=2}}', { partials: optional })).toBe('none2');
  });

  test('is named by its errors', () => {
    expect(() => render('a\nb\n{{> volumes volumes=1}}', { partials })).toThrow(
      expect.objectContaining({
        message: 'template: "values.sise" does not exist here',
        place: { path: 'partials/volumes.hbs', line: 2, column: 3 },
      }),
    );
  });
});

describe('no template reaches the language', () => {
  test.each([
    '{{constructor}}',
    '{{app.constructor}}',
    '{{app.__proto__}}',
    '{{app.name.constructor}}',
    '{{list.constructor}}',
    '{{list.map}}',
    '{{app.toString}}',
    '{{lookup app "constructor"}}',
    '{{lookup app.name "constructor"}}',
    '{{lookup list "constructor"}}',
    '{{lookup (lookup list "constructor") "constructor"}}',
    '{{#with app as |a|}}{{a.constructor}}{{/with}}',
    '{{#with "s" as |s|}}{{#with (lookup s "sub")}}{{this}}{{/with}}{{/with}}',
    '{{#each app}}{{constructor}}{{/each}}',
    '{{#with (concat "constr" "uctor") as |k|}}{{lookup ../app k}}{{/with}}',
    '{{@root.constructor}}',
    '{{this.constructor}}',
    '{{helperMissing app}}',
    '{{#blockHelperMissing app}}{{/blockHelperMissing}}',
    '{{__defineGetter__ "a"}}',
    '{{toString}}',
  ])('%s', (source) => {
    let text = '';
    try {
      text = render(source);
    } catch (error) {
      expect(error).toMatchObject({ code: 'TEMPLATE' });
    }
    expect(text).not.toMatch(/function|native code|\[object/);
  });

  test('nor does a key of a value change what another template sees', () => {
    const values = JSON.parse('{"__proto__": {"polluted": "yes"}}') as object;
    expect(() => render('{{app.polluted}}', { values })).toThrow('does not exist here');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
