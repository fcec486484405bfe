import * as Flags from '@oclif/core/flags';
import { repositoryFlag } from './base-command.js';
import { scopeFlags } from './scope-flags.js';
import { VALIDATE_FORMATS } from './validate-formats.js';

export const validateFlags = {
  ...repositoryFlag,
  ...scopeFlags,
  ignore: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'RULE',
    summary: 'Leave out a rule, or a family of rules such as manifests.',
  }),
  format: Flags.option({
    options: VALIDATE_FORMATS,
    summary: 'How the findings are printed; github makes annotations of them.',
  })({ default: 'text' }),
  'changed-since': Flags.string({
    helpValue: 'REF',
    summary: 'Only what changed since this revision, and what that can affect.',
  }),
  'kubernetes-version': Flags.string({
    helpValue: 'VERSION',
    summary: 'Check against the schemas of this version, such as 1.34, whatever the model says.',
  }),
};
