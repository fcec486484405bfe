import type { Git } from './open-git.js';

/** A commit along first parents, and the files that it changed. */
export interface PastCommit {
  readonly id: string;
  /** When it was committed, as ISO 8601 has it. */
  readonly date: string;
  readonly author: string;
  readonly hasParents: boolean;
  readonly files: readonly ChangedFile[];
}

export interface ChangedFile {
  readonly path: string;
  /** Of what is there since; absent where that is no file. */
  readonly blob?: string;
}

/** More paths than this go through no command line, and take git longer than all that changed. */
const MAX_PATHSPECS = 100;

/**
 * What led to HEAD, the newest commit first, with those of `paths` that each changed against its
 * first parent; paths are from the folder of `git`. One process, which reads no file.
 *
 * @throws GitFailure where HEAD is no commit, or trees are missing.
 */
export async function firstParentChanges(
  git: Git,
  paths: readonly string[],
): Promise<PastCommit[]> {
  const settings = ['-c', 'log.diffMerges=separate', '-c', 'log.showRoot=true'];
  const raw = ['--raw', '--no-abbrev', '-z', '--relative', '--no-renames', '--no-color'];
  const format = ['--no-show-signature', '--encoding=UTF-8', '--format=%H%x00%P%x00%cI%x00%aN'];
  const output = await git([
    ...[...settings, '--literal-pathspecs', 'log', '--first-parent', '-m', ...raw, ...format],
    ...['HEAD', '--', ...(paths.length > MAX_PATHSPECS ? [] : paths)],
  ]);
  return parseLog(output, new Set(paths));
}

/** Four fields of a commit, then a line and a path for each file, all ended by a zero byte. */
function parseLog(output: string, paths: ReadonlySet<string>): PastCommit[] {
  const fields = output.split('\0');
  const commits: PastCommit[] = [];
  for (let at = 0; at + 3 < fields.length;) {
    const [id = '', parents = '', date = '', author = ''] = fields.slice(at, (at += 4));
    const files: ChangedFile[] = [];
    for (; /^\n?:/.test(fields[at] ?? ''); at += 2) {
      const path = fields[at + 1] ?? '';
      if (paths.has(path)) files.push({ path, ...blobOf(fields[at] ?? '') });
    }
    // Since 2.45 git writes UTC as Z.
    commits.push({
      id,
      date: date.replace(/\+00:00$/, 'Z'),
      author,
      hasParents: parents !== '',
      files,
    });
  }
  return commits;
}

/** `:100644 100644 <old id> <new id> M`; links and submodules lead elsewhere. */
function blobOf(line: string): { readonly blob?: string } {
  const [, mode = '', , blob] = line.split(' ');
  return mode.startsWith('100') && blob !== undefined ? { blob } : {};
}
