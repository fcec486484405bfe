import type { Project } from './project.js';

/** What a pull or merge request is to say. */
export interface ChangeRequest {
  /** The branch that is to be merged, and the one that it is to be merged into. */
  readonly head: string;
  readonly base: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly labels: readonly string[];
  /** Whether it is to be merged as soon as its checks allow it. */
  readonly autoMerge: boolean;
}

export interface OpenedRequest {
  readonly url: string;
  /** What was asked for beside the request itself, and refused. */
  readonly warnings: readonly string[];
}

/** A host of repositories where changes are asked for. */
export interface Forge {
  /**
   * Brings the open request of `head` into `base` up to date, or opens one.
   *
   * @throws UsageError where the forge refuses. @throws RemoteError where it cannot be reached.
   */
  readonly request: (change: ChangeRequest) => Promise<OpenedRequest>;
}

/** How a forge's API is reached. */
export interface ForgeAccess {
  readonly project: Project;
  /** Without a slash at its end. */
  readonly api: string;
  readonly token: string;
}
