import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { captureOutput } from '@oclif/test';
import { inject } from 'vitest';
import { cleanEnvironment } from './clean-environment.js';
import { projectRoot } from './project-root.js';
import { tempDir } from './temp-dir.js';

/** An oclif command class, as `src/commands/` exports them. */
export interface CommandClass {
  run(argv: string[], root: string): Promise<unknown>;
}

export interface CliOptions {
  /** The working folder; default: a new empty one. */
  readonly cwd?: string;
  /** Added to a clean environment, see `cleanEnvironment`. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** null when a signal ended the program. */
  readonly exitCode: number | null;
}

/** What a command did inside this process: `error` is what it threw, `result` what it returned. */
export interface CommandResult extends CliResult {
  readonly error?: unknown;
  readonly result?: unknown;
}

/**
 * Runs a command in this process: quick, and its errors have stacks. Not for concurrent tests, as
 * the output streams, environment and working folder of the process are the command's meanwhile.
 */
export async function runCommand(
  command: CommandClass,
  argv: readonly string[],
  options: CliOptions = {},
): Promise<CommandResult> {
  const { cwd, env } = await surroundings(options);
  const before = { cwd: process.cwd(), env: process.env, exitCode: process.exitCode };
  process.chdir(cwd);
  process.env = env;
  process.exitCode = undefined;
  try {
    const captured = await captureOutput(() => command.run([...argv], projectRoot));
    return { ...captured, exitCode: exitCodeOf(captured.error) };
  } finally {
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}

/** oclif takes a failure's exit code from the error, or from `process.exitCode` with `--json`. */
function exitCodeOf(error: { oclif?: { exit?: number | undefined } } | undefined): number {
  const failure = error === undefined ? 0 : (error.oclif?.exit ?? 1);
  return failure === 0 ? Number(process.exitCode ?? 0) : failure;
}

/** Runs the packed and installed `gitops-gen` as a user does; for tests of the e2e project. */
export async function runInstalledCli(
  argv: readonly string[],
  options: CliOptions & { readonly stdin?: string } = {},
): Promise<CliResult> {
  const { cwd, env } = await surroundings(options);
  const child = spawn(installedCli(), argv, { cwd, env });
  // A program that does not read its input leaves a broken pipe, which is no failure.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    closed,
  ]);
  return { stdout, stderr, exitCode };
}

function installedCli(): string {
  const cli = inject('cli');
  if (cli === undefined) throw new Error('only the tests in test/e2e have an installed CLI');
  return cli;
}

async function surroundings(options: CliOptions): Promise<{ cwd: string; env: NodeJS.ProcessEnv }> {
  const env = cleanEnvironment({ HOME: await tempDir(), ...options.env });
  return { cwd: options.cwd ?? (await tempDir()), env: { ...env, PATH: pathWithThisNode(env) } };
}

function pathWithThisNode(env: NodeJS.ProcessEnv): string {
  return `${dirname(process.execPath)}:${env['PATH'] ?? ''}`;
}
