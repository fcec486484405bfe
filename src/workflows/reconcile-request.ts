import type { Catalog } from '../catalog/catalog.js';
import type { Git } from '../io/git/open-git.js';
import type { PlanInput } from '../merge/plan-input.js';
import type { RepositoryModel } from '../model/repository-model.js';

/** A working tree, and what it shall become. */
export interface ReconcileRequest {
  readonly root: string;
  readonly git: Git | undefined;
  readonly model: RepositoryModel;
  readonly catalogs: readonly Catalog[];
  /** `remove`: what goes takes along the pins that CI wrote for it. */
  readonly operation: 'update' | 'remove';
  readonly onConflict: PlanInput['onConflict'];
  /** Deleted files to be written again. */
  readonly restore: ReadonlySet<string>;
  /** Look at every app, also where nothing it is made of has changed. */
  readonly full: boolean;
}
