import { createTwoFilesPatch } from 'diff';
import type { ChangeSet, FileChange } from '../model/change-set.js';

/** The paths of a change set as a tree, each with a sign: `+` created, `~` changed, `-` deleted. */
export function formatChangeTree(changes: ChangeSet): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const change of changes) {
    const folders = change.path.split('/').slice(0, -1);
    const same = folders.findIndex((folder, depth) => folder !== open[depth]);
    const shared = same < 0 ? folders.length : same;
    for (let depth = shared; depth < folders.length; depth++) {
      lines.push(`${'  '.repeat(depth + 1)}${folders[depth] ?? ''}/`);
    }
    open = folders;
    lines.push(
      `${signOf(change)} ${'  '.repeat(folders.length)}${change.path.split('/').at(-1) ?? ''}`,
    );
  }
  return lines.join('\n');
}

/** The changes as a unified diff that `git apply` and `patch -p1` take. */
export function formatDiff(changes: ChangeSet): string {
  return changes
    .map(({ path, before, after }) => {
      const patch = createTwoFilesPatch(
        before ? `a/${path}` : '/dev/null',
        after ? `b/${path}` : '/dev/null',
        before?.content ?? '',
        after?.content ?? '',
      );
      return patch.replace(/^=+\n/, '');
    })
    .join('');
}

export function actionOf({ before, after }: FileChange): 'created' | 'updated' | 'deleted' {
  if (!before) return 'created';
  return after ? 'updated' : 'deleted';
}

function signOf(change: FileChange): string {
  return { created: '+', updated: '~', deleted: '-' }[actionOf(change)];
}
