import { UsageError } from '../errors.js';
import { isMap } from '../model/is-map.js';
import type { Values } from '../model/repository-model.js';
import type { Example } from './catalog.js';
import { lookUp } from './condition.js';
import { mergeValues } from './merge-values.js';
import { defaultsOf } from './parameters.js';

/**
 * The images of an app with these values, by logical name: those that the example names, and one
 * for each element of the list of its `imageOfEach`, called as the element is.
 *
 * @throws UsageError where two are called the same.
 */
export function logicalImages(
  { name, images, imageOfEach, parameters }: Example,
  values: Values,
): Readonly<Record<string, string>> {
  if (!imageOfEach) return images;
  const all = mergeValues(defaultsOf(parameters), values);
  const list = lookUp(imageOfEach.each, { values: all });
  const added = (Array.isArray(list) ? list : []).flatMap((element) =>
    isMap(element) && typeof element['name'] === 'string' ? [element['name']] : [],
  );
  const twice = added.find(
    (one, index) => Object.hasOwn(images, one) || added.indexOf(one) < index,
  );
  if (twice !== undefined) {
    throw new UsageError(`${imageOfEach.each}: ${name} has two images called "${twice}"`, {
      code: 'INVALID',
      hint: 'Give each element a name of its own.',
    });
  }
  return { ...images, ...Object.fromEntries(added.map((one) => [one, imageOfEach.image])) };
}
