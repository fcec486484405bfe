import type { z } from 'zod';
import type { FileTree } from '../model/file-tree.js';
import type { exampleSchema, fileRuleSchema } from './schema.js';

export type FileRule = z.output<typeof fileRuleSchema>;
export type ParameterSchema = z.output<typeof exampleSchema>['parameters'][string];

/** A folder of templates and what `example.yaml` says of it. */
export interface Example extends z.output<typeof exampleSchema> {
  /** `todo-app`; in a catalog of a user's `<catalog>/<example>`. */
  readonly name: string;
  /** By their path inside the example's folder. */
  readonly templates: FileTree;
  /** Includable pieces by name: the example's own, then the catalog's. */
  readonly partials: ReadonlyMap<string, string>;
  /** Image references that the catalog's examples share, by key. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Catalog {
  /** Empty for the one that this program ships. */
  readonly name: string;
  readonly version: string;
  readonly examples: ReadonlyMap<string, Example>;
}
