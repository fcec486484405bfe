import * as Flags from '@oclif/core/flags';
import { appArguments } from '../../cli/app-arguments.js';
import type { bumpJson } from '../../cli/bump-report.js';
import { deliveryFlags } from '../../cli/delivery-flags.js';
import { deliveryRequest } from '../../cli/delivery-request.js';
import { ImageCommand } from '../../cli/image-command.js';

export default class HoldRelease extends ImageCommand {
  static override summary = 'Take the holds off the images of apps, and commit.';

  static override description = `Bumps and promotions set them again from then on.`;

  static override usage = 'hold release APP... --env ENV [--push | --pr] [--remote URL]';

  static override examples = ['<%= config.bin %> hold release todo --env prod --push'];

  static override strict = false;

  static override flags = {
    ...deliveryFlags,
    env: Flags.string({ required: true, summary: 'The environment.' }),
  };

  async run(): Promise<ReturnType<typeof bumpJson>> {
    const { argv, flags } = await this.parse(HoldRelease);
    const request = {
      ...deliveryRequest(flags),
      ...{ apps: appArguments(argv as string[]), env: flags.env },
    };
    const { releaseHolds } = await import('../../workflows/release-holds.js');
    const result = await releaseHolds(request);
    return this.report(result, { ...request, nothing: 'Nothing is on hold.' });
  }
}
