import { isMap } from '../model/is-map.js';
import type { Values } from '../model/repository-model.js';

/** The layers over one another, the last the strongest: maps are merged, all else is replaced. */
export function mergeValues(...layers: readonly Values[]): Values {
  return layers.reduce((merged, layer) => {
    const entries = Object.entries(layer).map(([key, value]) => {
      const below = merged[key];
      return [key, isMap(below) && isMap(value) ? mergeValues(below, value) : value] as const;
    });
    return Object.fromEntries([...Object.entries(merged), ...entries]);
  }, {});
}
