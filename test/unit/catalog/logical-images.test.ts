import { expect, test } from 'vitest';
import { logicalImages } from '../../../src/catalog/logical-images.js';
import { exampleSchema } from '../../../src/catalog/schema.js';

const example = {
  ...exampleSchema.parse({
    title: 'x',
    description: 'x',
    images: { jaeger: 'jaeger:2' },
    imageOfEach: { each: 'values.services', image: 'podinfo:6' },
    parameters: { services: { description: 'x', default: [{ name: 'api' }] } },
    files: [{ from: 'base', to: 'base/x' }],
  }),
  name: 'shop',
  templates: new Map(),
  partials: new Map(),
  versions: {},
};

test('each element of the list has an image, beside those of the example', () => {
  expect(logicalImages(example, {})).toEqual({ jaeger: 'jaeger:2', api: 'podinfo:6' });
  const services = [{ name: 'a' }, { name: 'b' }];
  expect(logicalImages(example, { services })).toEqual({
    jaeger: 'jaeger:2',
    a: 'podinfo:6',
    b: 'podinfo:6',
  });
});

test.each([
  [[{ name: 'a' }, { name: 'a' }], 'values.services: shop has two images called "a"'],
  [[{ name: 'jaeger' }], 'values.services: shop has two images called "jaeger"'],
])('refuses two of one name: %j', (services, message) => {
  expect(() => logicalImages(example, { services })).toThrow(message);
});
