import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, dryRunFlag, repositoryFlag } from '../cli/base-command.js';
import { updateExitCode, updateJson, updateText } from '../cli/update-report.js';

export default class Update extends BaseCommand {
  static override summary =
    'Bring the repository to what its model and the catalog say, keeping your edits.';

  static override description = `Merges what the templates changed since the last run into the files as they are now. It never
commits. Conflicts are marked in the files and in git's index; settle them, \`git add\` and commit.`;

  static override examples = [
    '<%= config.bin %> update --dry-run',
    '<%= config.bin %> update',
    '<%= config.bin %> update --check --strict',
  ];

  static override flags = {
    ...repositoryFlag,
    ...dryRunFlag,
    check: Flags.boolean({
      summary: 'Write nothing; exit 3 where something is pending, 4 in conflict.',
    }),
    strict: Flags.boolean({
      summary: 'Look at every file; with --check, exit 6 where one was edited by hand.',
    }),
    'on-conflict': Flags.option({
      options: ['inline', 'fail', 'ours', 'theirs'] as const,
      summary: 'Mark conflicts in the files, refuse them all, or settle them for one side.',
    })({ default: 'inline' }),
    restore: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH',
      summary: 'Write a file again that was deleted here.',
    }),
    abort: Flags.boolean({
      summary: 'Take back the last update that was interrupted or left conflicts.',
      exclusive: ['check', 'strict', 'dry-run', 'restore'],
    }),
  };

  async run(): Promise<ReturnType<typeof updateJson> | { status: 'restored' | 'unchanged' }> {
    const { flags } = await this.parse(Update);
    const repository = resolve(flags.repo ?? '.');
    const { abortUpdate, update } = await import('../workflows/update.js');
    if (flags.abort) {
      const restored = await abortUpdate(repository);
      this.log(restored ? 'The last update was taken back.' : 'There is no update to take back.');
      return { status: restored ? 'restored' : 'unchanged' };
    }
    const dryRun = flags['dry-run'] || flags.check;
    const { strict, restore = [], 'on-conflict': onConflict } = flags;
    const result = await update({ repository, onConflict, restore, dryRun, strict });
    this.log(updateText(result, { dryRun }));
    this.exitWith(updateExitCode(result, flags));
    return updateJson(result, { strict });
  }
}
