import { describe, expect, test } from 'vitest';
import type { ParameterSchema } from '../../../src/catalog/catalog.js';
import {
  appParameters,
  defaultsOf,
  parameterProblem,
  validateValues,
} from '../../../src/catalog/parameters.js';

const parameter = (schema: object): ParameterSchema => ({ description: 'x', ...schema });

const parameters = {
  replicas: parameter({ type: 'integer', minimum: 1, default: 2 }),
  exposure: parameter({ enum: ['none', 'ingress'], default: 'none' }),
  storage: parameter({
    scope: 'app',
    type: 'object',
    properties: {
      size: { type: 'string', pattern: '^[0-9]+Gi$', default: '10Gi' },
      class: { type: 'string', default: '' },
    },
  }),
  services: parameter({
    type: 'array',
    default: [],
    items: { type: 'object', properties: { name: { type: 'string' } } },
  }),
  labels: parameter({ type: 'object', additionalProperties: { type: 'string' }, default: {} }),
};

describe('parameters', () => {
  test('have defaults, an object those of its properties', () => {
    expect(defaultsOf(parameters)).toEqual({
      replicas: 2,
      exposure: 'none',
      storage: { size: '10Gi', class: '' },
      services: [],
      labels: {},
    });
  });

  test('belong to the environment unless they say app', () => {
    expect(Object.keys(appParameters({ parameters }))).toEqual(['storage']);
  });

  test.each([
    [{ replica: 1 }, ['replica'], 'there is no such parameter, did you mean "replicas"?'],
    [{ replicas: '2' }, ['replicas'], 'must be integer'],
    [{ replicas: 0 }, ['replicas'], 'must be >= 1'],
    [{ exposure: 'gateway' }, ['exposure'], 'expected "none" or "ingress"'],
    [
      { storage: { sise: '1Gi' } },
      ['storage', 'sise'],
      'there is no such parameter, did you mean "size"?',
    ],
    [{ storage: { size: 'big' } }, ['storage', 'size'], 'must match pattern "^[0-9]+Gi$"'],
    [
      { services: [{ nam: 'x' }] },
      ['services', 0, 'nam'],
      'there is no such parameter, did you mean "name"?',
    ],
    [{ labels: { 'a/b': 1 } }, ['labels', 'a/b'], 'must be string'],
    [JSON.parse('{"__proto__": 1}') as object, ['__proto__'], 'there is no such parameter'],
  ])('do not take %j', (values, path, message) => {
    expect(validateValues(parameters, values as Record<string, unknown>)).toEqual([
      { path, message },
    ]);
  });

  test('take what fits, open objects any key', () => {
    expect(validateValues(parameters, { replicas: 3, labels: { 'any/key': 'x' } })).toEqual([]);
  });
});

describe('an example cannot be used', () => {
  test.each([
    [
      'a schema that is none',
      { x: { type: 'strin', default: 'a' } },
      {},
      /^the parameters are no JSON Schema: /,
    ],
    [
      'a schema from elsewhere',
      { x: { $ref: 'https://example.com/schema.json', default: 'a' } },
      {},
      /^the parameters are no JSON Schema: /,
    ],
    [
      'a default that does not fit',
      { x: { type: 'string', default: 1 } },
      {},
      'the default of x does not fit: must be string',
    ],
    ['no default', { x: { type: 'string' } }, {}, 'x: a parameter needs a default'],
    [
      'no default further in',
      { x: { type: 'object', properties: { y: { type: 'string' } } } },
      {},
      'x.y: a parameter needs a default',
    ],
    [
      'a preset that does not fit',
      { x: { type: 'string', default: 'a' } },
      { prod: { x: 1 } },
      'the prod of x does not fit: must be string',
    ],
    [
      'a preset for nothing',
      { x: { type: 'string', default: 'a' } },
      { dev: { y: 1 } },
      'the dev of y does not fit: there is no such parameter, did you mean "x"?',
    ],
    [
      'a preset of what is the same everywhere',
      { x: { type: 'string', scope: 'app', default: 'a' } },
      { dev: { x: 'b' } },
      'presets.dev.x: the parameter belongs to the app',
    ],
  ])('with %s', (_, schemas, presets, expected) => {
    const problem = parameterProblem({
      parameters: schemas as unknown as Record<string, ParameterSchema>,
      presets,
    });
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });
});
