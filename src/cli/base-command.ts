import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { describeError } from './describe-error.js';

/** What all commands share: the flags every one has, and one way in which errors are shown. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    quiet: Flags.boolean({
      summary: 'Print the result only, no warnings.',
      helpGroup: 'GLOBAL',
    }),
  };

  /** Says something beside the result, on stderr, unless the user wants to hear nothing. */
  protected note(text: string): void {
    if (!this.argv.includes('--quiet')) this.logToStderr(text);
  }

  /** Ends the command with a code of its own, after its output. */
  protected exitWith(code: number): void {
    process.exitCode = code;
  }

  protected override catch(error: unknown): Promise<void> {
    const { exitCode, text, report } = describeError(error);
    process.exitCode = exitCode;
    if (this.jsonEnabled()) this.logJson({ error: report });
    else this.logToStderr(text);
    return Promise.resolve();
  }
}

/** The repository to work on; see {@link findRepository}. */
export const repositoryFlag = {
  repo: Flags.directory({
    char: 'C',
    summary: 'The repository: by default the nearest folder upwards with a gitops-gen.yaml.',
    helpValue: 'DIR',
    helpGroup: 'GLOBAL',
  }),
};

export const dryRunFlag = {
  'dry-run': Flags.boolean({
    default: false,
    summary: 'Show what would be written and write nothing.',
  }),
};
