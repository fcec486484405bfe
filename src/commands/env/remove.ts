import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.js';
import { changeFlags } from '../../cli/change-flags.js';
import { removalJson, removalText } from '../../cli/removal-report.js';

export default class EnvRemove extends BaseCommand {
  static override summary = 'Remove an environment of all apps and commit.';

  static override description = `Argo CD keeps what runs until its Applications are deleted, and needs the AppProject for that.
Run it a second time when they are gone.`;

  static override examples = ['<%= config.bin %> env remove qa'];

  static override args = { name: Args.string({ required: true, description: 'Its name.' }) };

  static override flags = changeFlags;

  async run(): Promise<ReturnType<typeof removalJson>> {
    const { args, flags } = await this.parse(EnvRemove);
    const { removeEnvironment } = await import('../../workflows/change-environments.js');
    const { name: env } = args;
    const dryRun = flags['dry-run'];
    const repository = resolve(flags.repo ?? '.');
    const result = await removeEnvironment({ repository, dryRun, commit: flags.commit, env });
    this.log(removalText(result, { dryRun, again: `gitops-gen env remove ${env}` }));
    this.exitWith(result.conflicts ? 4 : 0);
    return removalJson(result);
  }
}
