import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { combineFlag, COMMIT, deliveryFlags } from './delivery-flags.js';

const TARGET = 'TARGET';
const GUARD = 'GUARD';
const EDIT = 'EDIT';

export const bumpFlags = {
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'The environments; needed where the image stands in several.',
    helpGroup: TARGET,
  }),
  'all-envs': Flags.boolean({
    summary: 'All environments that have the image.',
    helpGroup: TARGET,
  }),
  app: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'The apps; needed where several have the image.',
    helpGroup: TARGET,
  }),
  file: Flags.string({
    summary: 'Edit this file instead; needs no gitops-gen.yaml.',
    helpValue: 'PATH',
    exclusive: ['env', 'app', 'all-envs'],
    helpGroup: TARGET,
  }),
  key: Flags.string({
    summary: 'The path of the value in Helm values, such as backend.image.tag.',
    helpGroup: TARGET,
  }),
  doc: Flags.string({
    summary: "A document's number or name, in a file of several.",
    helpGroup: TARGET,
  }),
  add: Flags.boolean({ summary: 'Create an entry that is missing.', helpGroup: EDIT }),
  all: Flags.boolean({
    summary: 'Set every match in a file instead of refusing several.',
    helpGroup: EDIT,
  }),
  'keep-digest': Flags.boolean({ summary: 'Keep a digest beside a new tag.', helpGroup: EDIT }),
  'pin-digest': Flags.boolean({
    default: false,
    summary: 'Ask the registry for the digest of the tag, and set it too.',
    exclusive: ['keep-digest'],
    helpGroup: EDIT,
  }),
  'break-alias': Flags.boolean({
    summary: 'Write a literal where a YAML alias stands.',
    helpGroup: EDIT,
  }),
  force: Flags.boolean({
    summary: 'Lift the refusals of a kept digest and of tagSuffix.',
    helpGroup: EDIT,
  }),
  'from-env': Flags.string({
    summary: 'Read IMAGE=TAG, one a line, from this environment variable.',
    helpValue: 'VAR',
    helpGroup: EDIT,
  }),
  'only-newer': Flags.boolean({
    summary: 'Refuse a tag that is older than the one there.',
    helpGroup: GUARD,
  }),
  policy: Flags.option({
    options: ['semver', 'numeric', 'alphabetical'] as const,
    summary: 'How tags are ordered; implies --only-newer.',
    helpGroup: GUARD,
  })(),
  extract: Flags.string({
    summary: 'What of a tag is compared: a regular expression, its group n.',
    helpValue: 'REGEX',
    helpGroup: GUARD,
  }),
  pre: Flags.boolean({ summary: 'A pre-release may follow a release.', helpGroup: GUARD }),
  'allow-downgrade': Flags.boolean({ summary: 'Lift --only-newer.', helpGroup: GUARD }),
  'require-immutable': Flags.boolean({
    summary: 'Refuse "latest" without a digest.',
    helpGroup: GUARD,
  }),
  'check-registry': Flags.boolean({
    default: false,
    summary: 'Refuse an image that is not in its registry.',
    helpGroup: GUARD,
  }),
  'expect-current': Flags.string({
    summary: 'Refuse unless this tag or digest is there now.',
    helpValue: 'VALUE',
    helpGroup: GUARD,
  }),
  'order-key': Flags.string({
    summary: 'The number of the pipeline: an older one never overwrites a newer one.',
    helpValue: 'N',
    helpGroup: GUARD,
  }),
  ...deliveryFlags,
  ...combineFlag,
  message: Flags.string({
    char: 'm',
    summary:
      'The subject, with {env} {app} {image} {old} {new} {sourceCommit} {sourceRepo} {runUrl}.',
    helpGroup: COMMIT,
  }),
  'source-commit': Flags.string({
    summary: 'The commit that the image was built from; Argo CD shows it.',
    helpValue: 'SHA',
    helpGroup: COMMIT,
  }),
  'source-repo': Flags.string({
    summary: 'The repository of that commit.',
    helpValue: 'URL',
    helpGroup: COMMIT,
  }),
};

export type BumpFlags = InferredFlags<typeof bumpFlags>;
