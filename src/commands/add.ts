import { resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.js';
import { changeFlags } from '../cli/change-flags.js';
import { changeJson, changeText } from '../cli/change-report.js';

export default class Add extends BaseCommand {
  static override summary = 'Add an app to every environment and commit.';

  static override examples = [
    '<%= config.bin %> add todo-app --name tasks',
    '<%= config.bin %> add todo-app --name tasks --set backup.schedule="0 4 * * *" --dry-run',
  ];

  static override args = {
    example: Args.string({
      required: true,
      description: 'The example; see `gitops-gen examples`.',
    }),
  };

  static override flags = {
    ...changeFlags,
    name: Flags.string({
      summary: 'The name of the app; by default what the example says.',
      helpValue: 'APP',
    }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A parameter; the value is YAML.',
      helpValue: 'KEY=VALUE',
    }),
    packaging: Flags.option({
      options: ['kustomize', 'helm'] as const,
      summary: 'Plain Kustomize or a Helm chart, where the example has both.',
    })({ default: 'kustomize' }),
  };

  async run(): Promise<ReturnType<typeof changeJson>> {
    const { args, flags } = await this.parse(Add);
    const { addApp } = await import('../workflows/add-app.js');
    const { parseSettings } = await import('../workflows/collect-values.js');
    const result = await addApp({
      repository: resolve(flags.repo ?? '.'),
      dryRun: flags['dry-run'],
      commit: flags.commit,
      example: args.example,
      packaging: flags.packaging,
      values: parseSettings(flags.set ?? []),
      ...(flags.name === undefined ? {} : { name: flags.name }),
    });
    this.log(changeText(result, { dryRun: flags['dry-run'] }));
    this.exitWith(result.conflicts ? 4 : 0);
    return changeJson(result);
  }
}
