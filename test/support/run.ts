import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end, without a shell.
 *
 * @throws Error on an exit code other than 0, with the command and its standard error.
 */
export function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(program, args, { ...options, maxBuffer: MAX_OUTPUT_BYTES });
}
