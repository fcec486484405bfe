/** Where in a file something is wrong; `line` and `column` count from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** What an error makes `gitops-gen` exit with; docs/guides/exit-codes.md has all codes. */
export type ExitCode = 1 | 2 | 4 | 5;

export interface ErrorDetails {
  /** Stable identifier for machines, in capitals. */
  readonly code?: string;
  /** What the reader can do next. */
  readonly hint?: string;
  readonly place?: Place;
  readonly cause?: unknown;
}

/** A failure that the reader can act on: what is wrong, where, and what to do next. */
export abstract class GitopsError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;

  constructor(message: string, details: ErrorDetails & { readonly code: string }) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint;
    this.place = details.place;
  }
}

/** Wrong usage, or a precondition that does not hold: nothing was written. */
export class UsageError extends GitopsError {
  readonly exitCode = 2;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: details.code ?? 'USAGE' });
  }
}

/** What the user wrote and what is to be written do not go together. */
export class ConflictError extends GitopsError {
  readonly exitCode = 4;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: details.code ?? 'CONFLICT' });
  }
}

/** The remote could not be reached or kept winning: the same command can succeed later. */
export class RemoteError extends GitopsError {
  readonly exitCode = 5;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: details.code ?? 'REMOTE_UNREACHABLE' });
  }
}

/** A promise of this program is broken; nobody but its authors can mend that. */
export class BugError extends GitopsError {
  readonly exitCode = 1;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { ...details, code: details.code ?? 'BUG' });
  }
}
