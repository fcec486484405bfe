import { readTextFile } from '../io/files.js';
import { readBlob, readBlobs } from '../io/git/objects.js';
import type { Git } from '../io/git/open-git.js';
import type { RemoteRepository } from '../io/git/remote-repository.js';

/** Files of one state of a repository: of a commit, or of the working tree. */
export interface Tree {
  /** The text of a file, or `undefined` if there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Says which files will be read, so that those from afar come together. They need not exist. */
  readonly prefetch?: (paths: readonly string[]) => Promise<void>;
  /** The mode of a file as git has it, such as `100644`, where that is known without asking git. */
  readonly modeOf?: (path: string) => Promise<string | undefined>;
  /** Where it stands in a history. */
  readonly at?: Standing;
}

/** A commit, for whoever looks back from it. */
export interface Standing {
  readonly git: Git;
  /** The commit that has the files; of a working tree, `HEAD`. */
  readonly revision: string;
  /** Where more of its history comes from, if not all of it is here; a clone says so itself. */
  readonly remote?: Pick<RemoteRepository, 'fetchObjects' | 'fetchHistory'> & {
    readonly branch: string;
  };
}

/** The files of a commit. Nothing is checked out. */
export function commitTree(git: Git, commit: string): Tree {
  const known = new Map<string, string | undefined>();
  return {
    read: async (path) => (known.has(path) ? known.get(path) : readBlob(git, commit, path)),
    prefetch: async (paths) => {
      const wanted = paths.filter((path) => !path.includes('\n'));
      if (wanted.length < MANY) return;
      const texts = await readBlobs(git, commit, wanted);
      for (const path of wanted) known.set(path, texts.get(path));
    },
    at: { git, revision: commit },
  };
}

/** So many files are read together; fewer are there sooner one by one. */
const MANY = 16;

/** The files as they stand on disk; see {@link readTextFile}. */
export function workingTree(root: string): Tree {
  return { read: async (path) => (await readTextFile(root, path))?.content };
}
