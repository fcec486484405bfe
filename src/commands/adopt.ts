import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { adoptJson, adoptText } from '../cli/adopt-report.js';
import { BaseCommand, dryRunFlag } from '../cli/base-command.js';

export default class Adopt extends BaseCommand {
  static override summary = 'Take a Kustomize repository that exists under management.';

  static override description = `Lists its overlays in a gitops-gen.yaml, so that they can be bumped and rendered. No file of
yours is changed.`;

  static override examples = [
    '<%= config.bin %> adopt --dry-run',
    '<%= config.bin %> adopt ../deploy',
  ];

  static override args = {
    dir: Args.directory({ exists: true, description: 'A folder in the clone.' }),
  };

  static override flags = {
    ...dryRunFlag,
    'repo-url': Flags.string({
      summary: 'What Argo CD pulls; by default the origin.',
      helpValue: 'URL',
    }),
    commit: Flags.boolean({ default: true, allowNo: true, summary: 'Commit what was written.' }),
  };

  async run(): Promise<ReturnType<typeof adoptJson>> {
    const { args, flags } = await this.parse(Adopt);
    const { adopt } = await import('../workflows/adopt.js');
    const dryRun = flags['dry-run'];
    const result = await adopt({
      target: resolve(args.dir ?? '.'),
      dryRun,
      commit: flags.commit,
      ...(flags['repo-url'] === undefined ? {} : { repositoryUrl: flags['repo-url'] }),
    });
    this.log(adoptText(result, { dryRun }));
    return adoptJson(result);
  }
}
