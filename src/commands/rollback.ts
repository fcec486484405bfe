import * as Flags from '@oclif/core/flags';
import type { bumpJson } from '../cli/bump-report.js';
import { appArguments } from '../cli/app-arguments.js';
import { deliveryFlags } from '../cli/delivery-flags.js';
import { defined, deliveryRequest } from '../cli/delivery-request.js';
import { ImageCommand } from '../cli/image-command.js';

export default class Rollback extends ImageCommand {
  static override summary = 'Set the images of apps back to an earlier deployment, and commit.';

  static override description = `A deployment is a commit of the branch that changes an image of the app. Only the images go back:
whatever else was changed since stays. What is on hold goes back, too.`;

  static override usage =
    'rollback APP... --env ENV [--steps N | --to COMMIT] [--hold] [--push | --pr] [--remote URL]';

  static override examples = [
    '<%= config.bin %> rollback todo --env prod --push',
    '<%= config.bin %> rollback todo --env prod --steps 2 --dry-run',
    "<%= config.bin %> rollback todo --env prod --hold --until 2026-12-31 --reason 'bad migration'",
  ];

  static override strict = false;

  static override flags = {
    ...deliveryFlags,
    env: Flags.string({ required: true, summary: 'The environment.' }),
    steps: Flags.integer({
      min: 1,
      summary: 'How many deployments to go back, by default one.',
      helpValue: 'N',
      exclusive: ['to'],
    }),
    to: Flags.string({
      summary: 'Set what this commit has.',
      helpValue: 'COMMIT',
    }),
    hold: Flags.boolean({
      summary: 'Let bumps and promotions leave alone what goes back, until `hold release`.',
    }),
    until: Flags.string({
      summary: 'The last day of the hold, in UTC.',
      helpValue: 'YYYY-MM-DD',
      dependsOn: ['hold'],
    }),
    reason: Flags.string({
      summary: 'Why, for whoever finds the hold.',
      helpValue: 'TEXT',
      dependsOn: ['hold'],
    }),
    'break-alias': Flags.boolean({ summary: 'Write a literal where a YAML alias stands.' }),
  };

  async run(): Promise<ReturnType<typeof bumpJson>> {
    const { argv, flags } = await this.parse(Rollback);
    const { env, steps = 1, to, until } = flags;
    // A pipeline can pass an input on that was left empty.
    const reason = flags.reason?.trim() === '' ? undefined : flags.reason?.trim();
    const request = {
      ...deliveryRequest(flags),
      ...{ apps: appArguments(argv as string[]), env },
      back: to === undefined ? { steps } : { to },
      ...(flags.hold ? { hold: defined({ until, reason }) } : {}),
      options: { breakAlias: flags['break-alias'] },
    };
    const { rollback } = await import('../workflows/rollback.js');
    return this.report(await rollback(request), request);
  }
}
