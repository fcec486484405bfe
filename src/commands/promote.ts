import * as Flags from '@oclif/core/flags';
import type { bumpJson } from '../cli/bump-report.js';
import { combineFlag, deliveryFlags } from '../cli/delivery-flags.js';
import { deliveryRequest } from '../cli/delivery-request.js';
import { ImageCommand } from '../cli/image-command.js';

export default class Promote extends ImageCommand {
  static override summary = 'Give an environment the images of another, and commit.';

  static override description = `Copies tag and digest of every image of the apps, by default of all that both environments
have; names and whatever else an environment says stay its own. What is on hold is left as it is.`;

  static override usage = 'promote [APP...] --from ENV --to ENV [--push | --pr] [--remote URL]';

  static override examples = [
    '<%= config.bin %> promote todo --from dev --to staging --dry-run',
    '<%= config.bin %> promote --from staging --to prod --pr',
  ];

  static override strict = false;

  static override flags = {
    ...deliveryFlags,
    ...combineFlag,
    from: Flags.string({
      required: true,
      summary: 'The environment that has the images.',
      helpValue: 'ENV',
    }),
    to: Flags.string({
      required: true,
      summary: 'The environment that gets them.',
      helpValue: 'ENV',
    }),
    add: Flags.boolean({ summary: 'Create an entry that is missing there.' }),
    'break-alias': Flags.boolean({ summary: 'Write a literal where a YAML alias stands.' }),
    force: Flags.boolean({
      summary:
        'Skip an environment of `promotion`, or go backwards; lift the refusal of tagSuffix.',
    }),
  };

  async run(): Promise<ReturnType<typeof bumpJson>> {
    const { argv, flags } = await this.parse(Promote);
    const { add, force, 'break-alias': breakAlias, from, to, combine } = flags;
    const request = {
      ...deliveryRequest(flags),
      ...{ apps: argv as string[], from, to, force, add, combine },
      options: { add, force, breakAlias },
    };
    const { promote } = await import('../workflows/promote.js');
    return this.report(await promote(request), request);
  }
}
