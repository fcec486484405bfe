import { resolve } from 'node:path';
import { BaseCommand, repositoryFlag } from '../cli/base-command.js';
import { showProgress } from '../cli/progress.js';
import { scopeFlags } from '../cli/scope-flags.js';
import { statusJson, statusText } from '../cli/status-report.js';

export default class Status extends BaseCommand {
  static override summary =
    'Show which image runs where, since when, and what waits to be promoted.';

  static override description = `Reads the overlays as they stand in the working tree, and the history of the branch that is checked
out. Works offline, and builds nothing.`;

  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --app todo --env prod',
    "<%= config.bin %> status --json | jq '.images[] | select(.held)'",
  ];

  static override flags = { ...repositoryFlag, ...scopeFlags };

  async run(): Promise<ReturnType<typeof statusJson>> {
    const { flags } = await this.parse(Status);
    const { status } = await import('../workflows/status.js');
    const result = await status({
      repository: resolve(flags.repo ?? '.'),
      envs: flags.env ?? [],
      apps: flags.app ?? [],
      onProgress: showProgress('Read', (text) => {
        this.note(text);
      }),
    });
    for (const message of result.messages) this.note(message);
    this.log(statusText(result));
    return statusJson(result);
  }
}
