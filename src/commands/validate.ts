import { resolve } from 'node:path';
import { BaseCommand } from '../cli/base-command.js';
import { showProgress } from '../cli/progress.js';
import { validateFlags } from '../cli/validate-flags.js';
import { validateOutput } from '../cli/validate-formats.js';
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

  static override flags = validateFlags;

  async run(): Promise<ReturnType<typeof validateJson>> {
    const { flags } = await this.parse(Validate);
    const { validate } = await import('../workflows/validate.js');
    const { 'changed-since': changedSince, 'kubernetes-version': kubernetesVersion } = flags;
    const progress = showProgress('Built', (text) => {
      this.note(text);
    });
    const validation = await validate({
      repository: resolve(flags.repo ?? '.'),
      env: flags.env ?? [],
      app: flags.app ?? [],
      ignore: flags.ignore ?? [],
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
