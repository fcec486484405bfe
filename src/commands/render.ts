import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand, repositoryFlag } from '../cli/base-command.js';
import { renderJson, renderText } from '../cli/render-report.js';

export default class Render extends BaseCommand {
  static override summary = 'Print what Argo CD will apply, or write it to a folder.';

  static override usage = 'render [ENV[/APP]...] [--out DIR]';

  static override examples = [
    '<%= config.bin %> render dev/todo',
    '<%= config.bin %> render prod --out rendered',
  ];

  static override strict = false;

  static override flags = {
    ...repositoryFlag,
    out: Flags.string({
      summary:
        'Write one file for each object below this folder, and remove those it wrote of objects that are gone.',
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<ReturnType<typeof renderJson>> {
    const { argv, flags } = await this.parse(Render);
    const { render } = await import('../workflows/render.js');
    const rendered = await render({
      repository: resolve(flags.repo ?? '.'),
      selection: argv as string[],
      ...(flags.out === undefined ? {} : { out: resolve(flags.out) }),
    });
    this.log(renderText(rendered, flags.out));
    return renderJson(rendered);
  }
}
