import * as Flags from '@oclif/core/flags';
import { dryRunFlag, repositoryFlag } from './base-command.js';

/** Flags of the commands that change the model and commit. */
export const changeFlags = {
  ...repositoryFlag,
  ...dryRunFlag,
  commit: Flags.boolean({ default: true, allowNo: true, summary: 'Commit what was written.' }),
};
