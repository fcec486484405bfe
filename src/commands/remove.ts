import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { changeFlags } from '../cli/change-flags.js';
import { removalJson, removalText } from '../cli/removal-report.js';

export default class Remove extends BaseCommand {
  static override summary = 'Remove an app from every environment and commit.';

  static override description = `Argo CD keeps what runs until its Applications are deleted, and needs the AppProject for that.
Run it a second time when they are gone.`;

  static override examples = ['<%= config.bin %> remove tasks'];

  static override args = { app: Args.string({ required: true, description: 'The app.' }) };

  static override flags = changeFlags;

  async run(): Promise<ReturnType<typeof removalJson>> {
    const { args, flags } = await this.parse(Remove);
    const { removeApp } = await import('../workflows/remove-app.js');
    const { app } = args;
    const dryRun = flags['dry-run'];
    const repository = resolve(flags.repo ?? '.');
    const result = await removeApp({ repository, dryRun, commit: flags.commit, app });
    this.log(removalText(result, { dryRun, again: `gitops-gen remove ${app}` }));
    this.exitWith(result.conflicts ? 4 : 0);
    return removalJson(result);
  }
}
