import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { initFlags } from '../cli/init-flags.js';
import { initJson, initText } from '../cli/init-report.js';
import { initRequest } from '../cli/init-request.js';

export default class Init extends BaseCommand {
  static override summary = 'Scaffold a GitOps repository and commit it.';

  static override description = `Writes bases, overlays, Argo CD manifests and, if asked for, CI steps for one or several
examples, and commits them. On a terminal it asks for what the flags leave open.`;

  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init ../shop --example todo-app --repo-url https://github.com/acme/shop.git --yes',
    '<%= config.bin %> init --example all --env dev,prod --secrets external-secrets --dry-run',
  ];

  static override args = {
    dir: Args.directory({ description: 'A new folder, an empty one, or the root of a clone.' }),
  };

  static override flags = initFlags;

  async run(): Promise<ReturnType<typeof initJson>> {
    const { args, flags } = await this.parse(Init);
    const request = await initRequest(args.dir, flags);
    const { init } = await import('../workflows/init.js');
    const result = await init(request);
    this.log(initText(request, result));
    return initJson(request, result);
  }
}
