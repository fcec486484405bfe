import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, repositoryFlag } from '../cli/base-command.js';
import { diffExitCode, diffJson, diffText } from '../cli/diff-report.js';
import { showProgress } from '../cli/progress.js';

export default class Diff extends BaseCommand {
  static override summary = 'Show what a change does to what Argo CD applies.';

  static override description = `Builds both sides and compares the objects: two revisions, one and the working tree, or two
environments. Works offline, on any Kustomize repository, and builds only what a change can affect.
Values of Secrets are not shown.`;

  static override examples = [
    '<%= config.bin %> diff',
    '<%= config.bin %> diff origin/main...HEAD --exit-code',
    '<%= config.bin %> diff --env staging --against prod --app todo',
  ];

  static override args = {
    from: Args.string({
      description:
        'A revision, HEAD by default. A..B means both; A...B means B and where A and B parted.',
    }),
    to: Args.string({ description: 'A revision, the working tree by default.' }),
  };

  static override flags = {
    ...repositoryFlag,
    env: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      default: [],
      summary: 'Only these environments; with --against, the one to compare.',
    }),
    app: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      default: [],
      summary: 'Only these apps.',
    }),
    against: Flags.string({
      helpValue: 'ENV',
      summary: 'Compare the environment of --env with this one, in the working tree.',
    }),
    'exit-code': Flags.boolean({
      default: false,
      summary: 'Exit with 3 where something differs or could not be compared.',
    }),
  };

  async run(): Promise<ReturnType<typeof diffJson>> {
    const { args, flags } = await this.parse(Diff);
    const { diff } = await import('../workflows/diff.js');
    const { against, env, app } = flags;
    const onProgress = showProgress('Built', (text) => {
      this.note(text);
    });
    const difference = await diff({
      repository: resolve(flags.repo ?? '.'),
      env,
      app,
      onProgress,
      ...(args.from !== undefined && { from: args.from }),
      ...(args.to !== undefined && { to: args.to }),
      ...(against !== undefined && { against }),
    });
    this.log(diffText(difference, { color: process.stdout.isTTY && process.stdout.hasColors() }));
    if (flags['exit-code']) this.exitWith(diffExitCode(difference));
    return diffJson(difference);
  }
}
