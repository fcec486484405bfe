import { UsageError } from '../../errors.js';
import { GitFailure, pathsInput, PATHS_FROM_INPUT, type Git } from './open-git.js';
import { operationInProgress } from './worktree.js';

/** Who commits where neither the environment nor git's configuration says it. */
const BOT = ['-c', 'user.name=gitops-gen', '-c', 'user.email=gitops-gen@users.noreply.localhost'];

/** Git makes up no name from those of user and host. */
const NAMED_ONLY = ['-c', 'user.useConfigOnly=true'];

const IDENTS = ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'] as const;

/**
 * Commits the given paths of the working tree, as they stand there, and nothing else, whatever is
 * staged. Hooks run, as for every commit that a person makes. Answers with the commit; there is none
 * where the paths stand as HEAD has them.
 *
 * @throws UsageError where git or a hook refuses.
 */
export async function commitPaths(
  git: Git,
  paths: readonly string[],
  message: string,
): Promise<string | undefined> {
  const commit = ['commit', '--quiet', `--message=${message}`];
  try {
    const { changed, others } = await stagePaths(git, paths);
    if (changed.length === 0) return undefined;
    const who = await identity(git);
    // Git compares each path that is named with every one of the index: 100,000 files take minutes.
    if (!others && (await operationInProgress(git)) === undefined) {
      await git([...who, ...commit]);
    } else {
      const only = ['--literal-pathspecs', ...commit, '--only', ...PATHS_FROM_INPUT];
      await git([...who, ...only], pathsInput(changed));
    }
  } catch (error) {
    throw refused(error);
  }
  return (await git(['rev-parse', 'HEAD'])).trim();
}

interface Staged {
  /** Those of the paths that differ from HEAD. */
  readonly changed: readonly string[];
  /** Whether anything else is staged. */
  readonly others: boolean;
}

/**
 * Stages the paths as they stand, ignored ones too. One that is gone and was never committed is no
 * error here, as it would be for `git add`.
 */
async function stagePaths(git: Git, paths: readonly string[]): Promise<Staged> {
  const stage = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
  await git(stage, pathsInput(paths));
  const staged = await git(['diff', '--cached', '--no-renames', '--name-only', '-z']);
  const differing = new Set(staged.split('\0').filter((path) => path !== ''));
  const changed = [...new Set(paths)].filter((path) => differing.has(path));
  return { changed, others: differing.size > changed.length };
}

/**
 * Makes the commit object again with a signature; `message` is the commit's.
 *
 * @throws UsageError where git cannot sign.
 */
export async function signCommit(git: Git, commit: string, message: string): Promise<string> {
  const args = ['commit-tree', `${commit}^{tree}`, '-p', `${commit}^`, '-S', '-F', '-'];
  try {
    return (await git([...(await identity(git)), ...args], message)).trim();
  } catch (error) {
    throw refused(error);
  }
}

/** What a commit object says; the object has to be here. */
export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export async function readCommitObject(git: Git, commit: string): Promise<CommitObject> {
  const text = await git(['cat-file', 'commit', commit]);
  const end = text.indexOf('\n\n');
  const fields = text.slice(0, end).split('\n');
  const valuesOf = (name: string) =>
    fields.flatMap((field) => (field.startsWith(`${name} `) ? [field.slice(name.length + 1)] : []));
  const [tree = ''] = valuesOf('tree');
  return { tree, parents: valuesOf('parent'), message: text.slice(end + 2) };
}

/** The newest commit of a range with this trailer in its message. */
export async function findCommitByTrailer(
  git: Git,
  range: string,
  [key, value]: readonly [string, string],
): Promise<string | undefined> {
  const format = `--format=%H %(trailers:key=${key},valueonly,separator=%x20)`;
  const lines = (await git(['log', format, '--end-of-options', range])).split('\n');
  return lines.map((line) => line.split(' ')).find(([, ...values]) => values.includes(value))?.[0];
}

export interface Person {
  readonly name: string;
  readonly address: string;
}

/** What a commit says of itself. */
export interface CommitDetails {
  readonly author: Person;
  /** ISO 8601, with the zone. */
  readonly date: string;
  /** One line. */
  readonly subject: string;
  readonly body: string;
}

/** What a commit says, or `undefined` where there is no repository or it has no such commit. */
export async function readCommit(git: Git, commit: string): Promise<CommitDetails | undefined> {
  const format = '--format=%an%x00%ae%x00%aI%x00%s%x00%b';
  const args = ['log', '-1', '--no-show-signature', format, '--end-of-options', commit];
  const [name, address, date, subject, body] = (await git(args).catch(() => '')).split('\0');
  if (name === undefined || address === undefined || date === undefined) return undefined;
  return {
    author: { name, address },
    date,
    subject: (subject ?? '').trim(),
    body: (body ?? '').trim(),
  };
}

/** Who writes and who commits, and when, as git has it in a commit: `Name <address> SECONDS ZONE`. */
export interface Idents {
  readonly author: string;
  readonly committer: string;
}

/** Variables that make git take somebody else for the author. Source: git-commit-tree(1). */
export function authorVariables(author: Person | undefined): Record<string, string> {
  return author ? { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.address } : {};
}

export async function idents(git: Git): Promise<Idents> {
  const [author, committer] = await Promise.all(IDENTS.map((name) => ident(git, name)));
  return { author: author ?? '', committer: committer ?? '' };
}

async function ident(git: Git, name: (typeof IDENTS)[number]): Promise<string> {
  const known = await git([...NAMED_ONLY, 'var', name]).catch(() => git([...BOT, 'var', name]));
  return known.trim();
}

/** Who commits, as `Name <address>`. */
export async function committer(git: Git): Promise<string> {
  const { committer: ident } = await idents(git);
  return ident.replace(/ \d+ [+-]\d+$/, '');
}

/** Whether git is told to sign commits; `git commit-tree` does not look at this itself. */
export async function signsCommits(git: Git): Promise<boolean> {
  const value = await git(['config', '--type=bool', '--default=false', '--get', 'commit.gpgsign']);
  return value.trim() === 'true';
}

/** Settings that name a bot, where nobody else is named. */
async function identity(git: Git): Promise<readonly string[]> {
  try {
    await Promise.all(IDENTS.map((name) => git([...NAMED_ONLY, 'var', name])));
    return [];
  } catch {
    return BOT;
  }
}

function refused(error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  return new UsageError(`git refuses to commit: ${error.message}`, {
    code: 'PRECONDITION',
    hint: 'Nothing was committed. Settle what git says and run the command again.',
    cause: error,
  });
}
