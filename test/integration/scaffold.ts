import Bump from '../../src/commands/bump.js';
import Init from '../../src/commands/init.js';
import { runCommand, type CliOptions, type CommandResult } from '../support/run-cli.js';

export const REPO_URL = 'https://git.example.com/acme/deploy.git';

/** Runs `init --yes` with a URL, unless the flags name one or the folder has an origin. */
export function init(dir: string, flags: readonly string[] = [], options: CliOptions = {}) {
  return runCommand(Init, [dir, '--yes', ...flags], options);
}

export function initWithUrl(dir: string, flags: readonly string[] = [], options: CliOptions = {}) {
  return init(dir, ['--repo-url', REPO_URL, ...flags], options);
}

export function bump(
  dir: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CommandResult> {
  return runCommand(Bump, args, { cwd: dir, ...options });
}

/** All that a command said and answered, for what must not be in it. */
export function everything({ stdout, stderr, result }: CommandResult): string {
  return `${stdout}\n${stderr}\n${JSON.stringify(result)}`;
}
