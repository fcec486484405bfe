import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { dryRunFlag, repositoryFlag } from './base-command.js';

export const COMMIT = 'COMMIT';

/** How images that are set get into a repository, by whichever command. */
export const deliveryFlags = {
  ...repositoryFlag,
  ...dryRunFlag,
  push: Flags.boolean({
    default: false,
    summary: 'Push the commit, worked out anew when others are faster.',
    helpGroup: COMMIT,
  }),
  remote: Flags.string({
    summary: 'Work on this repository without a clone, and push.',
    helpValue: 'URL',
    exclusive: ['repo'],
    helpGroup: COMMIT,
  }),
  strategy: Flags.option({
    options: ['auto', 'walk', 'shallow'] as const,
    default: 'auto' as const,
    summary:
      'What --remote fetches: what is read, folder by folder, or all of a commit in few requests.',
    helpGroup: COMMIT,
  })(),
  // Without a default: what depends on it would take that for given.
  pr: Flags.boolean({
    summary:
      'Push to a branch of its own and open a pull or merge request, or update the open one.',
    exclusive: ['push'],
    helpGroup: COMMIT,
  }),
  label: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'Labels of the request.',
    dependsOn: ['pr'],
    helpGroup: COMMIT,
  }),
  'auto-merge': Flags.boolean({
    summary: 'Let the request be merged as soon as its checks allow it.',
    dependsOn: ['pr'],
    helpGroup: COMMIT,
  }),
  branch: Flags.string({
    summary: 'The branch; by default the one checked out, or the main one of --remote.',
    helpGroup: COMMIT,
  }),
  commit: Flags.boolean({
    default: true,
    allowNo: true,
    summary: 'Commit; with --no-commit the files are written only.',
    helpGroup: COMMIT,
  }),
  message: Flags.string({
    char: 'm',
    summary: 'The subject, with {env} {app} {image} {old} {new} {runUrl}.',
    helpGroup: COMMIT,
  }),
  author: Flags.string({
    summary: 'Who the commit is by; by default as git has it.',
    helpValue: "'NAME <ADDRESS>'",
    helpGroup: COMMIT,
  }),
  sign: Flags.boolean({ summary: 'Sign the commit, as commit.gpgsign does.', helpGroup: COMMIT }),
  'sign-off': Flags.boolean({ summary: 'Add a Signed-off-by line.', helpGroup: COMMIT }),
  'skip-ci': Flags.boolean({ summary: 'Add [skip ci] to the subject.', helpGroup: COMMIT }),
  'max-attempts': Flags.integer({
    min: 1,
    summary: 'How often a push is tried; by default until --timeout.',
    helpGroup: COMMIT,
  }),
  timeout: Flags.integer({
    min: 1,
    // A day. A timer of 2^31 milliseconds or more ends at once.
    max: 86_400,
    default: 120,
    summary: 'Seconds after which a push is given up.',
    helpGroup: COMMIT,
  }),
};

/** For what others can land along. */
export const combineFlag = {
  combine: Flags.boolean({
    default: true,
    allowNo: true,
    summary:
      'When others are faster, let one push for all who wait; with --no-combine each for itself.',
    helpGroup: COMMIT,
  }),
};

export type DeliveryFlags = InferredFlags<typeof deliveryFlags>;
