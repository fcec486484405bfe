import { GitError, simpleGit } from 'simple-git';
import { UsageError } from '../../errors.js';
import { withoutCredentials } from '../../model/without-credentials.js';

/**
 * Runs git in one folder and gives what it prints. `input` is written to its standard input;
 * `signal` ends it. A command that prints nothing, not even to standard error, takes 50 ms more:
 * simple-git waits whether something comes after its end.
 */
export type Git = (
  args: readonly string[],
  input?: string,
  signal?: AbortSignal,
) => Promise<string>;

/** A git command that failed; the message is what git said, free of credentials. */
export class GitFailure extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'GitFailure';
  }
}

/** Set by git for its hooks: they would send a command that runs inside of one elsewhere. */
const REDIRECTING = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_EXEC_PATH',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
]);

/**
 * simple-git refuses what a stranger's environment or options could make git run. The environment
 * here is the user's own: an editor, a credential helper, what CI sets through GIT_CONFIG_COUNT.
 */
const TRUST_THE_ENVIRONMENT = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const;

/**
 * Git in `dir`, with the user's own configuration, identity and credentials, with messages in
 * English, and never waiting for an answer on a terminal. `variables` are added to its environment.
 * A command throws a GitFailure where git fails, a UsageError where there is no git.
 */
export function openGit(dir: string, variables: Readonly<Record<string, string>> = {}): Git {
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !REDIRECTING.has(name))),
    GIT_TERMINAL_PROMPT: '0',
    // What only looks writes no index, and so runs no hook.
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
    ...variables,
  };
  const allowEnvironment = Object.keys(env);
  return async (args, input, signal) => {
    try {
      const git = simpleGit({
        baseDir: dir,
        allowEnvironment,
        unsafe: TRUST_THE_ENVIRONMENT,
        // An empty string would leave the input open, and git waiting for it.
        ...(input === undefined ? {} : { input: () => Buffer.from(input) }),
        ...(signal === undefined ? {} : { abort: signal }),
      }).env(env);
      return await git.raw(...args);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (error.message.includes('spawn git ENOENT')) {
        const hint = 'Install git 2.30 or later.';
        throw new UsageError('git is not installed', { code: 'GIT', hint, cause: error });
      }
      throw new GitFailure(withoutCredentials(error.message.trim()), error);
    }
  };
}

/** Lets a command read its paths from its input, however many there are; see {@link pathsInput}. */
export const PATHS_FROM_INPUT = ['--pathspec-from-file=-', '--pathspec-file-nul'];

/** Each ended by a zero byte: a name can hold anything else. */
export function pathsInput(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}
