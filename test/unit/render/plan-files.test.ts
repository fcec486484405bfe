import { describe, expect, test } from 'vitest';
import type { FileRule } from '../../../src/catalog/catalog.js';
import { fileRuleSchema } from '../../../src/catalog/schema.js';
import { renderFiles } from '../../../src/render/plan-files.js';
import { createTemplateEngine } from '../../../src/render/template-engine.js';

const common = { app: { name: 'todo' }, secrets: 'generated' };
const inEnvironment = (name: string, replicas: number) => ({
  ...common,
  env: { name },
  values: { services: [`${name}-1`, `${name}-2`], replicas },
});
const contexts = {
  shared: { ...common, values: { services: ['x', 'y'], count: 2 } },
  environments: [inEnvironment('dev', 1), inEnvironment('prod', 2)],
};

/** The files that one-line templates make, as `path: content`. */
function files(rules: Record<string, unknown>[], templates: Record<string, string>): string[] {
  const example = {
    name: 'thing',
    files: rules.map((rule): FileRule => fileRuleSchema.parse(rule)),
    templates: new Map(
      Object.entries(templates).map(([path, content]) => [
        path,
        { content, mode: '0644' as const },
      ]),
    ),
  };
  const rendered = renderFiles(example, contexts, createTemplateEngine(new Map()));
  return [...rendered].map(([path, { content }]) => `${path}: ${content}`);
}

describe('renderFiles', () => {
  test('the longest prefix decides, and a prefix ends where a folder does', () => {
    const rules = [
      { from: 'base', to: 'base/{{app.name}}' },
      { from: 'base/extra', to: 'elsewhere' },
      { from: 'base/extra/one.yaml', to: 'one.yaml' },
      { from: 'basement', to: 'cellar' },
    ];
    const templates = {
      'base/a.yaml.hbs': '{{app.name}}',
      'base/b.conf': '{{raw}}',
      'base/extra/two.yaml': '2',
      'base/extra/one.yaml': '1',
      'basement/c': 'c',
    };
    expect(files(rules, templates)).toEqual([
      'base/todo/a.yaml: todo',
      'base/todo/b.conf: {{raw}}',
      'elsewhere/two.yaml: 2',
      'one.yaml: 1',
      'cellar/c: c',
    ]);
  });

  test.each([
    ['environments', 'o/{{env.name}}.yaml', ['o/dev.yaml: ', 'o/prod.yaml: ']],
    ['values.services', 'o/{{index}}-{{item}}.yaml', ['o/0-x.yaml: ', 'o/1-y.yaml: ']],
    ['values.count', 'o/{{item}}.yaml', ['o/0.yaml: ', 'o/1.yaml: ']],
    [
      ['environments', 'values.services'],
      'o/{{env.name}}/{{item}}.yaml',
      ['o/dev/dev-1.yaml: ', 'o/dev/dev-2.yaml: ', 'o/prod/prod-1.yaml: ', 'o/prod/prod-2.yaml: '],
    ],
    [
      ['environments', 'values.replicas'],
      'o/{{env.name}}/{{item}}.yaml',
      ['o/dev/0.yaml: ', 'o/prod/0.yaml: ', 'o/prod/1.yaml: '],
    ],
  ])('each %j repeats', (each, to, expected) => {
    expect(files([{ from: 'f', to, each }], { f: '' })).toEqual(expected);
  });

  test('entries of one prefix all count, each with its condition', () => {
    const rules = [
      { from: 'base/config', to: 'base/config', when: 'secrets == existing' },
      { from: 'base/config', to: 'charts/files', when: 'secrets == generated' },
      { from: 'base/config', to: 'docs' },
      { from: 'base', to: 'elsewhere' },
    ];
    expect(files(rules, { 'base/config/a': 'a' })).toEqual(['charts/files/a: a', 'docs/a: a']);
  });

  test('when decides for each file of its own', () => {
    const rule = { from: 'f', to: '{{env.name}}', each: 'environments', when: 'env.name == prod' };
    expect(files([rule], { f: '' })).toEqual(['prod: ']);
  });

  test.each([
    [{ from: 'g', to: 'g' }, 'no entry of files: says where f goes'],
    [{ from: 'f', to: '../{{app.name}}' }, 'thing/f: the path "../todo" has the part ".."'],
    [{ from: 'f', to: '/etc/x' }, 'thing/f: the path "/etc/x" is absolute'],
    [
      { from: 'f', to: '.git/hooks/pre-commit' },
      'thing/f: the path ".git/hooks/pre-commit" has the part ".git"',
    ],
    [{ from: 'f', to: 'a/{{concat "." "."}}/b' }, 'thing/f: the path "a/../b" has the part ".."'],
    [{ from: 'f', to: 'same', each: 'environments' }, 'thing/f: a second template makes same'],
    [{ from: 'f', to: '{{env.name}}' }, 'template: "env.name" does not exist here'],
    [{ from: 'f', to: 'f', when: 'values.nothing == 1' }, '"values.nothing" does not exist here'],
    [{ from: 'f', to: '{{item}}', each: 'values.nothing' }, '"values.nothing" does not exist here'],
    [
      { from: 'f', to: '{{item}}', each: 'secrets' },
      'each: secrets is neither a list nor a whole number up to 1000',
    ],
  ])('refuses %j', (rule, message) => {
    expect(() => files([rule], { f: '' })).toThrow(
      expect.objectContaining({ exitCode: 2, message }),
    );
  });

  test.each([-1, 1.5, 1001, 4294967295, 1e300])('each refuses the number %d', (count) => {
    const example = {
      name: 'thing',
      files: [fileRuleSchema.parse({ from: 'f', to: '{{item}}', each: 'values.n' })],
      templates: new Map([['f', { content: '', mode: '0644' as const }]]),
    };
    const hostile = { shared: { values: { n: count } }, environments: [] };
    expect(() => renderFiles(example, hostile, createTemplateEngine(new Map()))).toThrow(
      'each: values.n is neither a list nor a whole number up to 1000',
    );
  });
});
