import type { EditOptions } from '../images/edit-options.js';
import type { ImageWarning } from '../images/image-change.js';
import type { ImageStatus } from '../images/image-edit.js';
import type { Person } from '../io/git/commit.js';
import type { FetchStrategy } from '../io/git/fetch-from-origin.js';
import type { ChangeSet } from '../model/change-set.js';
import type { MessageOptions } from './bump-message.js';
import type { BumpedImage } from './evaluate-bump.js';
import type { BumpScope, BumpTarget } from './find-bump-targets.js';
import type { Tree } from './tree.js';

/** How images are set, whichever they are. */
export interface ImagesRequest {
  /** A folder in the clone. */
  readonly repository: string;
  /** The URL of a repository to work on instead, without a clone. It can hold a password. */
  readonly remote?: string;
  /** How objects come from there. */
  readonly strategy: FetchStrategy | 'auto';
  readonly options: Omit<EditOptions, 'today' | 'firstRead'>;
  /** Whether the images have to be in their registries. */
  readonly checkRegistry: boolean;
  /** Whether the digests are set that the registries have for the tags. */
  readonly pinDigest: boolean;
  readonly message: Omit<MessageOptions, 'id' | 'signedOffBy' | 'source'>;
  readonly signOff: boolean;
  /** Of the commit; by default as git has it. */
  readonly author?: Person;
  readonly branch?: string;
  readonly push: boolean;
  /** Whether a pull or merge request is to be opened in place of a push to the branch. */
  readonly pr?: { readonly labels: readonly string[]; readonly autoMerge: boolean };
  readonly commit: boolean;
  readonly dryRun: boolean;
  readonly sign: boolean;
  /** Whether those who lose races with it land together. */
  readonly combine: boolean;
  readonly maxAttempts: number;
  readonly timeoutSeconds: number;
}

export interface BumpRequest extends ImagesRequest {
  /** `IMAGE=TAG` and the like, as `parseBumpArguments` takes them. */
  readonly images: readonly string[];
  readonly scope: BumpScope;
}

/** Finds what is to be set on a tree; asked again on every new one. */
export type Aim = (tree: Tree) => Promise<Aimed>;

export interface Aimed {
  readonly targets: readonly BumpTarget[];
  readonly warnings: readonly ImageWarning[];
  /** Images that are not to be set, and why not. */
  readonly leftOut?: readonly BumpedImage[];
  /** What the commit says of it. */
  readonly message?: Pick<MessageOptions, 'promotedFrom' | 'rolledBackTo'>;
}

export interface AimedRequest extends ImagesRequest {
  readonly aim: Aim;
}

export interface BumpResult {
  readonly status: ImageStatus;
  readonly images: readonly BumpedImage[];
  readonly warnings: readonly ImageWarning[];
  /** Of the files, as far as this run wrote or, in a dry run, would write them. */
  readonly changes: ChangeSet;
  readonly commit?: string;
  readonly branch?: string;
  /** The address of the pull or merge request. */
  readonly pr?: string;
  /** Whether the remote has the commit. */
  readonly pushed: boolean;
  readonly attempts: number;
  /** How the objects of a remote came. */
  readonly strategy?: FetchStrategy;
}
