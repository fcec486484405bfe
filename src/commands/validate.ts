import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, repositoryFlag } from '../cli/base-command.js';
import { showProgress } from '../cli/progress.js';
import { scopeFlags } from '../cli/scope-flags.js';
import { VALIDATE_FORMATS, validateOutput } from '../cli/validate-formats.js';
import { validateExitCode, validateJson } from '../cli/validate-report.js';

export default class Validate extends BaseCommand {
  static override summary = 'Build what is deployed, and say what is wrong with it.';

  static override description = `Works offline, on any Kustomize or Argo CD repository: without a gitops-gen.yaml, the rules that
need one are left out. Exits with 3 where a finding is an error.`;

  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate --env prod --ignore manifests/B-28',
    '<%= config.bin %> validate --changed-since origin/main --format github',
  ];

  static override flags = {
    ...repositoryFlag,
    ...scopeFlags,
    ignore: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      default: [],
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

  async run(): Promise<ReturnType<typeof validateJson>> {
    const { flags } = await this.parse(Validate);
    const { validate } = await import('../workflows/validate.js');
    const { 'changed-since': changedSince, 'kubernetes-version': kubernetesVersion } = flags;
    const progress = showProgress('Built', (text) => {
      this.note(text);
    });
    const validation = await validate({
      repository: resolve(flags.repo ?? '.'),
      env: flags.env,
      app: flags.app,
      ignore: flags.ignore,
      onProgress: progress,
      ...(changedSince !== undefined && { changedSince }),
      ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    });
    for (const message of validation.messages) this.note(message);
    this.log(validateOutput(validation, flags.format, this.config.version));
    this.exitWith(validateExitCode(validation));
    return validateJson(validation);
  }
}
