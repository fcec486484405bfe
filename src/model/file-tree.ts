/** Permissions that git knows of a regular file. */
export type FileMode = '0644' | '0755';

/** A text file: its content as the UTF-8 bytes say it, byte order mark and line ends included. */
export interface TextFile {
  readonly content: string;
  readonly mode: FileMode;
}

/** Files by their path from the repository's root, `/` between the parts. */
export type FileTree = ReadonlyMap<string, TextFile>;

/** A file that this program writes and keeps up to date. */
export interface ManagedFile extends TextFile {
  /** The app whose file it is; absent: the repository's. */
  readonly app?: string;
  /** `merge`: updated with the template; `seed`: written once, the user's from then on. */
  readonly policy: 'merge' | 'seed';
}

export type ManagedTree = ReadonlyMap<string, ManagedFile>;
