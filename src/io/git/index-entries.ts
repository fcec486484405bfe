import type { FileMode, TextFile } from '../../model/file-tree.js';
import { hashFile, hashText } from './objects.js';
import type { Git } from './open-git.js';

const NO_OBJECT = '0'.repeat(40);

/** What the index has of some paths, all stages, in the form that {@link restoreIndex} takes. */
export async function indexOf(git: Git, paths: readonly string[]): Promise<string> {
  const wanted = new Set(paths);
  const entries = (await git(['ls-files', '--stage', '-z'])).split('\0');
  return entries
    .filter((entry) => wanted.has(entry.slice(entry.indexOf('\t') + 1)))
    .map((entry) => `${entry}\0`)
    .join('');
}

/** Gives the index of some paths the entries of {@link indexOf}, whatever it has of them now. */
export async function restoreIndex(
  git: Git,
  paths: readonly string[],
  entries: string,
): Promise<void> {
  await git(['update-index', '-z', '--index-info'], removals(paths) + entries);
}

/** The versions of a file that git shows as a conflict: common, ours, theirs. */
export interface Stages {
  readonly path: string;
  /** `opaque`: the file as it stands on disk, where it is no text. */
  readonly versions: Readonly<Partial<Record<1 | 2 | 3, TextFile | 'opaque'>>>;
}

/** Marks paths as unmerged: editors offer the versions, and `git commit` refuses. */
export async function writeStages(git: Git, stages: readonly Stages[]): Promise<void> {
  const lines: string[] = [];
  for (const { path, versions } of stages) {
    for (const [stage, version] of Object.entries(versions)) {
      const { oid, mode } = await writeVersion(git, path, version);
      lines.push(`10${mode} ${oid} ${stage}\t${path}\0`);
    }
  }
  await git(
    ['update-index', '-z', '--index-info'],
    removals(stages.map(({ path }) => path)) + lines.join(''),
  );
}

async function writeVersion(
  git: Git,
  path: string,
  version: TextFile | 'opaque',
): Promise<{ oid: string; mode: FileMode }> {
  if (version === 'opaque') return { oid: await hashFile(git, path), mode: '0644' };
  return { oid: await hashText(git, version.content), mode: version.mode };
}

/** Paths with a conflict that nobody settled yet. */
export async function unmergedPaths(git: Git): Promise<string[]> {
  const entries = (await git(['ls-files', '--unmerged', '-z'])).split('\0');
  const paths = entries
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
  return [...new Set(paths)];
}

function removals(paths: readonly string[]): string {
  return paths.map((path) => `0 ${NO_OBJECT}\t${path}\0`).join('');
}
