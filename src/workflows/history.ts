/** A file as it was at a commit; without a text, it was not there. */
export interface Version {
  readonly commit: string;
  readonly text: string | undefined;
}

/** A file whose images are looked for in the past. */
export interface PastFile {
  readonly path: string;
  /** `ENV/APP`, as trailers name it. */
  readonly place: string;
  /** Whether two texts of the file name the same images. */
  readonly isSame: (a: string | undefined, b: string | undefined) => boolean;
}

/** What led to a commit, along first parents. */
export interface History {
  /** The file at the commits that can have changed its images, the newest first, and now. */
  readonly versionsOf: (file: PastFile) => AsyncIterable<Version>;
  /** The file at a revision; `undefined` where that is no commit. */
  readonly versionAt: (file: PastFile, revision: string) => Promise<Version | undefined>;
}
