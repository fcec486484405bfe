import type { BumpResult, ImagesRequest } from './bump-request.js';
import { imagesOf } from './overlay-images.js';
import { readOverlays, refuseMissing } from './read-overlays.js';
import { setImages } from './set-images.js';

/** Whose images may be bumped and promoted again. */
export interface Release {
  readonly apps: readonly string[];
  readonly env: string;
}

/**
 * Takes the holds off the images of apps; nothing else in their files changes.
 *
 * @throws UsageError where there is no such app. @throws RemoteError as {@link setImages} does.
 */
export async function releaseHolds(request: ImagesRequest & Release): Promise<BumpResult> {
  const { apps, env } = request;
  return setImages({
    ...request,
    options: { ...request.options, overHold: true },
    combine: false,
    message: { ...request.message, verb: 'release' },
    aim: async (tree) => {
      const files = await readOverlays(tree, { envs: [env], apps });
      refuseMissing(files, request);
      const targets = files.map((file) => ({
        path: file.path,
        env,
        app: file.app,
        changes: imagesOf(file)
          .filter(({ hold }) => hold !== undefined)
          .map(({ name: key }) => ({ key, ...KEPT, hold: 'remove' as const })),
      }));
      return { targets: targets.filter(({ changes }) => changes.length > 0), warnings: [] };
    },
  });
}

const KEPT = { newName: 'keep', tag: 'keep', digest: 'keep' } as const;
