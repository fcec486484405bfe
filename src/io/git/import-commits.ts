import { randomUUID } from 'node:crypto';
import type { Idents } from './commit.js';
import type { Git } from './open-git.js';

/** A commit to be made: the files that it changes, which have to exist, and what it says. */
export interface NewCommit extends Idents {
  readonly message: string;
  readonly files: ReadonlyMap<string, string>;
}

type ModeOf = (path: string) => Promise<string | undefined>;

/** What commits are made on. */
interface ImportBase {
  readonly commit: string;
  /** `modeOf`: the mode of a file there, as git has it; without it, git is asked. */
  readonly files?: { readonly modeOf?: ModeOf };
}

/**
 * Makes commits on top of each other, the first on `base`, by one process of git; no branch, index
 * or file changes, and file modes stay. Answers with their ids. They are not signed, and hooks do
 * not run. Source: git-fast-import(1).
 */
export async function importCommits(
  git: Git,
  { commit: base, files: { modeOf } = {} }: ImportBase,
  commits: readonly NewCommit[],
): Promise<string[]> {
  const paths = [...new Set(commits.flatMap(({ files }) => [...files.keys()]))];
  const modes = await (modeOf ? knownModes(paths, modeOf) : modesOf(git, base, paths));
  // Fast-import wants a ref to work on; the last command deletes it.
  const ref = `refs/gitops-gen/import-${randomUUID()}`;
  const stream = commits.map((commit, index) => {
    const from = index === 0 ? base : `:${index}`;
    const files = [...commit.files].map(
      ([path, text]) => `M ${modes.get(path) ?? '100644'} inline ${quoted(path)}\n${data(text)}`,
    );
    const mark = index + 1;
    return `${head(ref, mark, commit)}from ${from}\n${files.join('')}get-mark :${mark}\n`;
  });
  const end = `reset ${ref}\nfrom ${'0'.repeat(base.length)}\n`;
  return fastImport(git, `${stream.join('')}${end}`);
}

/** Makes a commit without files and parents, to which a new ref points; answers with its id. */
export async function importRootCommit(
  git: Git,
  ref: string,
  commit: Omit<NewCommit, 'files'>,
): Promise<string> {
  const [made = ''] = await fastImport(git, `${head(ref, 1, commit)}get-mark :1\n`);
  return made;
}

/** Answers with what the marks that are asked for stand for. */
async function fastImport(git: Git, commands: string): Promise<string[]> {
  const input = `feature get-mark\nfeature done\n${commands}done\n`;
  return (await git(['fast-import', '--quiet', '--force'], input)).trim().split('\n');
}

function head(ref: string, mark: number, commit: Omit<NewCommit, 'files'>): string {
  const { author, committer, message } = commit;
  const who = `author ${author}\ncommitter ${committer}\n`;
  return `commit ${ref}\nmark :${mark}\n${who}${data(ended(message))}`;
}

async function knownModes(
  paths: readonly string[],
  modeOf: ModeOf,
): Promise<ReadonlyMap<string, string | undefined>> {
  return new Map(await Promise.all(paths.map(async (path) => [path, await modeOf(path)] as const)));
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
