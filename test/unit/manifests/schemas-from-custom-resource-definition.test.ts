import { expect, test } from 'vitest';
import { createSchemaChecker } from '../../../src/manifests/schema-checker.js';
import { schemasFromCustomResourceDefinition } from '../../../src/manifests/schemas-from-custom-resource-definition.js';
import { parseYaml } from './parse-yaml.js';

const bundle = schemasFromCustomResourceDefinition(
  parseYaml(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: {type: string, description: the version}
            spec:
              type: object
              required: [size]
              properties:
                size: {type: string, enum: [small, large]}
                port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                description: {type: string, pattern: "(?i)^[a-z]+$"}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                tags: {type: object, additionalProperties: {type: string}}
                parts: {type: array, items: {type: object, properties: {name: {type: string, maxLength: 3}}}}
    - {name: v0, served: false, schema: {openAPIV3Schema: {type: object}}}
`),
);
const checker = createSchemaChecker([bundle]);

function problems(spec: unknown): string[] {
  const manifest = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec };
  return checker.check(manifest).map(({ path, message }) => `${path}: ${message}`);
}

test('takes what the definition names', () => {
  const spec = {
    size: 'small',
    port: 'http',
    description: 'A',
    free: { any: { thing: 1 } },
    tags: { a: 'b' },
    parts: [{ name: 'x' }],
  };
  expect(problems(spec)).toEqual([]);
  expect(checker.isNamespaced('example.com/v1', 'Widget')).toBe(false);
});

test('finds what it does not name, wherever that stands', () => {
  expect(problems({ size: 'smal', sizze: 1, tags: { a: 1 }, parts: [{ namme: 'x' }] })).toEqual([
    '/spec/sizze: unknown field "sizze", did you mean "size"?',
    '/spec/size: "smal" is none of small, large, did you mean "small"?',
    '/spec/tags/a: expected string, got number 1',
    '/spec/parts/0/namme: unknown field "namme", did you mean "name"?',
  ]);
});

test('keeps the limits on values', () => {
  expect(problems({ size: 'small', parts: [{ name: 'long' }] })).toEqual([
    '/spec/parts/0/name: must NOT have more than 3 characters',
  ]);
});

test('leaves out versions that are not served', () => {
  expect(Object.keys(bundle.kinds)).toEqual(['example.com/v1/Widget']);
});

test('a definition that the repository holds twice does no harm', () => {
  const twice = createSchemaChecker([bundle, bundle]);
  const manifest = { apiVersion: 'example.com/v1', kind: 'Widget', spec: { size: 'small' } };
  expect(twice.check(manifest)).toEqual([]);
});
