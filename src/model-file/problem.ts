import type { YamlPath } from '../yaml/locate.js';

/** What is wrong with a model, and where. */
export interface Problem {
  readonly at: YamlPath;
  readonly message: string;
}
