import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.js';
import { changeFlags } from '../../cli/change-flags.js';
import { changeJson, changeText } from '../../cli/change-report.js';
import { moveLines } from '../../cli/moves-report.js';

export default class EnvAdd extends BaseCommand {
  static override summary = 'Add an environment for all apps and commit.';

  static override examples = [
    '<%= config.bin %> env add qa',
    '<%= config.bin %> env add prod-eu --like prod',
  ];

  static override args = { name: Args.string({ required: true, description: 'Its name.' }) };

  static override flags = {
    ...changeFlags,
    like: Flags.string({
      summary: 'Start with the settings, values and images of this environment.',
      helpValue: 'ENV',
    }),
  };

  async run(): Promise<ReturnType<typeof changeJson>> {
    const { args, flags } = await this.parse(EnvAdd);
    const { addEnvironment } = await import('../../workflows/change-environments.js');
    const result = await addEnvironment({
      repository: resolve(flags.repo ?? '.'),
      dryRun: flags['dry-run'],
      commit: flags.commit,
      env: args.name,
      ...(flags.like === undefined ? {} : { like: flags.like }),
    });
    const lines = moveLines(result.moves, result.namespace);
    this.log([changeText(result, { dryRun: flags['dry-run'] }), ...lines].join('\n'));
    this.exitWith(result.conflicts ? 4 : 0);
    return changeJson(result);
  }
}
