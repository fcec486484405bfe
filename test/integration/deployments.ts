import { join } from 'node:path';
import { startGitHttpServer } from '../support/git-http-server.js';
import { bareRemote, git, gitRepository } from '../support/repository.js';
import { tempDir } from '../support/temp-dir.js';

export const MODEL = `apiVersion: gitops-gen.dev/v1
repository: { url: https://git.example.com/acme/deploy.git }
argocd: { project: acme }
environments: [{ name: dev }, { name: staging }, { name: prod }]
apps:
  - { name: todo, example: todo-app }
  - { name: shop, example: todo-app }
`;

/** An overlay with one entry for each image, `name: tag`. */
export function overlay(images: Readonly<Record<string, string>>): string {
  const entries = Object.entries(images).map(
    ([name, tag]) =>
      `  - name: ${name}\n    newName: ghcr.io/acme/${name}\n    newTag: ${tag} # ${name}\n`,
  );
  return `resources: [../../../base/todo]\nimages:\n${entries.join('')}`;
}

export const TODO = 'overlays/dev/todo/kustomization.yaml';
export const SHOP = 'overlays/dev/shop/kustomization.yaml';

/** Two apps in three environments; `db` is an image of both. */
export const DEPLOYMENTS = {
  'gitops-gen.yaml': MODEL,
  'README.md': 'about\n',
  ...Object.fromEntries(
    ['dev', 'staging', 'prod'].flatMap((env) => [
      [
        `overlays/${env}/todo/kustomization.yaml`,
        overlay({ backend: 'v1', frontend: 'v1', db: 'v1' }),
      ],
      [`overlays/${env}/shop/kustomization.yaml`, overlay({ web: 'v1', db: 'v1' })],
    ]),
  ),
};

export interface Clones {
  readonly bare: string;
  /** Where the bump runs. */
  readonly ours: string;
  /** Somebody else's. */
  readonly theirs: string;
}

/** A remote with the deployments and two clones of it. */
export async function cloned(files = DEPLOYMENTS): Promise<Clones> {
  const bare = await bareRemote(await gitRepository(files));
  const folder = await tempDir();
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  await git('.', 'clone', '--quiet', bare, ours);
  await git('.', 'clone', '--quiet', bare, theirs);
  return { bare, ours, theirs };
}

/** A server of the remote that lets somebody push `times` times in between. */
export async function overtaking(
  { bare, theirs }: Clones,
  change: (nth: number) => Promise<unknown>,
  times = 1,
): Promise<string> {
  let pushes = 0;
  const { url } = await startGitHttpServer(bare, {
    intercept: async ({ method, url: path }) => {
      if (method !== 'POST' || !path.endsWith('/git-receive-pack') || pushes >= times)
        return undefined;
      await change(++pushes);
      await git(theirs, 'push', '--quiet', 'origin', 'main');
      return undefined;
    },
  });
  return url;
}

/** Tags of an overlay in a commit, as `name:tag` in the file's order. */
export async function tagsIn(dir: string, path: string, revision = 'HEAD'): Promise<string> {
  const text = await git(dir, 'show', `${revision}:${path}`);
  return [...text.matchAll(/name: (\S+).*\n.*\n {4}newTag: (\S+)/g)]
    .map(([, name, tag]) => `${name ?? ''}:${tag ?? ''}`)
    .join(' ');
}
