import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.js';
import { run } from './run.js';

/**
 * Packs this project as it would be published and installs it under `folder`, as its users do.
 *
 * @returns the path of the installed `gitops-gen`.
 */
export async function installCli(folder: string): Promise<string> {
  const prefix = join(folder, 'cli');
  await mkdir(prefix);
  await run('npm', ['pack', '--pack-destination', prefix], { cwd: projectRoot });
  const tarball = (await readdir(prefix)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['install', '--omit=dev', ...quiet, `./${tarball}`], { cwd: prefix });
  return join(prefix, 'node_modules', '.bin', 'gitops-gen');
}
