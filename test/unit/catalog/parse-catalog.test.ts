import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/catalog/catalog.js';
import { findExample, listExamples } from '../../../src/catalog/find-example.js';
import { parseCatalog } from '../../../src/catalog/parse-catalog.js';
import { loadBuiltInCatalog } from '../../../src/workflows/load-catalogs.js';

const EXAMPLE = `title: A thing
description: It does a thing.
files: [{ from: base, to: 'base/{{app.name}}' }]
`;

function parse(files: Record<string, string>, name = 'acme'): Catalog {
  const tree = Object.entries({ 'catalog.yaml': 'version: 1.2.3\n', ...files }).map(
    ([path, content]) => [path, { content, mode: '0644' as const }] as const,
  );
  return parseCatalog(new Map(tree), { name, at: 'catalogs/acme' });
}

describe('parseCatalog', () => {
  test('reads examples with their templates, and partials of both', () => {
    const { examples, version } = parse({
      'thing/example.yaml': EXAMPLE,
      'thing/README.md': 'about it\n',
      'thing/base/kustomization.yaml.hbs': '',
      'thing/base/README.md': 'written\n',
      'thing/partials/own.hbs': 'own',
      'thing/partials/both.hbs': 'of the example',
      'partials/both.hbs': 'of the catalog',
      'partials/shared.hbs': 'shared',
      'versions.yaml': 'nginx: nginx:1.30\n',
      'docs/nested/example.yaml': 'no: example\n',
    });
    expect(version).toBe('1.2.3');
    expect([...examples.keys()]).toEqual(['acme/thing']);
    const thing = examples.get('acme/thing')!;
    expect([...thing.templates.keys()]).toEqual(['base/kustomization.yaml.hbs', 'base/README.md']);
    expect(Object.fromEntries(thing.partials)).toEqual({
      both: 'of the example',
      own: 'own',
      shared: 'shared',
    });
    expect(thing.versions).toEqual({ nginx: 'nginx:1.30' });
    expect(thing).toMatchObject({ packaging: ['kustomize'], images: {}, parameters: {} });
  });

  test.each([
    [{ 'catalog.yaml': 'version: 1\n' }, 'catalogs/acme/catalog.yaml', 1, 'version: '],
    [{ 'versions.yaml': 'a: [1]\n' }, 'catalogs/acme/versions.yaml', 1, 'a: '],
    [
      { 'thing/example.yaml': EXAMPLE + 'paramters: {}\n' },
      'catalogs/acme/thing/example.yaml',
      4,
      'paramters: unknown key, did you mean "parameters"?',
    ],
    [
      { 'thing/example.yaml': EXAMPLE.replace('from:', 'form:') },
      'catalogs/acme/thing/example.yaml',
      3,
      'files[0].',
    ],
    [
      { 'thing/example.yaml': EXAMPLE + 'parameters: { x: { default: 1 } }\n' },
      'catalogs/acme/thing/example.yaml',
      4,
      'parameters.x.description: ',
    ],
    [
      {
        'thing/example.yaml':
          EXAMPLE + 'parameters: { x: { description: d, type: strin, default: 1 } }\n',
      },
      'catalogs/acme/thing/example.yaml',
      undefined,
      'the parameters are no JSON Schema: ',
    ],
  ])('refuses %j', (files, path, line, message) => {
    expect(() => parse(files as Record<string, string>)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(message) as string,
        place: expect.objectContaining(line === undefined ? { path } : { path, line }) as object,
      }),
    );
  });

  test('refuses a folder without catalog.yaml', () => {
    expect(() => parseCatalog(new Map(), { name: 'x', at: 'x' })).toThrow(
      'x is no catalog: it has no catalog.yaml',
    );
  });
});

describe('findExample', () => {
  const acme = parse({ 'thing/example.yaml': EXAMPLE, 'repository/example.yaml': EXAMPLE });

  test('finds an example by its full name, and none hides another', async () => {
    const catalogs = [await loadBuiltInCatalog(), acme];
    expect(findExample(catalogs, 'acme/thing').title).toBe('A thing');
    expect(listExamples(catalogs).map(({ name }) => name)).not.toContain('repository');
    expect(() => findExample(catalogs, 'tod-app')).toThrow(
      'there is no example "tod-app", did you mean "todo-app"?',
    );
    expect(() => findExample(catalogs, 'repository')).toThrow('there is no example "repository"');
  });
});
