import { bumpFlags } from '../cli/bump-flags.js';
import type { bumpJson } from '../cli/bump-report.js';
import { bumpRequest } from '../cli/bump-request.js';
import { ImageCommand } from '../cli/image-command.js';

export default class Bump extends ImageCommand {
  static override summary = 'Set image tags or digests and commit.';

  static override description = `IMAGE is an app's own name for the image, or the name of its repository. Several images make one
commit, and an image that is there already makes none. Only the bytes of the values change.`;

  static override usage =
    'bump IMAGE=TAG... [--env ENV] [--app APP] [--push | --pr] [--remote URL]';

  static override examples = [
    '<%= config.bin %> bump backend=3f2c1ab --env dev --push',
    '<%= config.bin %> bump backend=ghcr.io/acme/todo-backend:3f2c1ab frontend=3f2c1ab --env dev,staging',
    '<%= config.bin %> bump backend=3f2c1ab --env dev --app todo --remote https://git.example.com/acme/deploy.git',
    '<%= config.bin %> bump backend@sha256:… --file deploy/kustomization.yaml --no-commit',
  ];

  static override strict = false;

  static override flags = bumpFlags;

  async run(): Promise<ReturnType<typeof bumpJson>> {
    const { argv, flags } = await this.parse(Bump);
    const request = await bumpRequest(argv as string[], flags);
    const { bump } = await import('../workflows/bump.js');
    return this.report(await bump(request), request);
  }
}
