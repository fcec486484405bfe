import { randomUUID } from 'node:crypto';
import type { Git } from './open-git.js';

/** A commit to be made: the files that it changes, which have to exist, and what it says. */
export interface NewCommit {
  /** `Name <address> SECONDS ZONE`, as git has it. */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Makes commits on top of each other, the first on `base`, by one process of git; no branch, index
 * or file changes, and file modes stay. Answers with their ids. They are not signed, and hooks do
 * not run. Source: git-fast-import(1).
 */
export async function importCommits(
  git: Git,
  base: string,
  commits: readonly NewCommit[],
): Promise<string[]> {
  const paths = [...new Set(commits.flatMap(({ files }) => [...files.keys()]))];
  const modes = await modesOf(git, base, paths);
  // Fast-import wants a ref to work on; the last command deletes it.
  const ref = `refs/gitops-gen/import-${randomUUID()}`;
  const stream = commits.map((commit, index) => {
    const from = index === 0 ? base : `:${index}`;
    const files = [...commit.files].map(
      ([path, text]) => `M ${modes.get(path) ?? '100644'} inline ${quoted(path)}\n${data(text)}`,
    );
    return [
      `commit ${ref}\nmark :${index + 1}\n`,
      `author ${commit.author}\ncommitter ${commit.committer}\n`,
      `${data(ended(commit.message))}from ${from}\n${files.join('')}`,
      `get-mark :${index + 1}\n`,
    ].join('');
  });
  const end = `reset ${ref}\nfrom ${'0'.repeat(base.length)}\n`;
  const input = `feature get-mark\nfeature done\n${stream.join('')}${end}done\n`;
  return (await git(['fast-import', '--quiet', '--force'], input)).trim().split('\n');
}

async function modesOf(
  git: Git,
  base: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const args = ['--literal-pathspecs', 'ls-tree', '-z', base, '--', ...paths];
  const entries = (await git(args)).split('\0').filter((entry) => entry !== '');
  return new Map(
    entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, 6)] as const),
  );
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** A path in double quotes, as C has strings; everything but these stays as it is. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
