import { realpath } from 'node:fs/promises';
import { Command, Flags } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/run-cli.js';
import { tempDir } from '../../support/temp-dir.js';

class Probe extends Command {
  static override enableJsonFlag = true;
  static override flags = { exit: Flags.integer({ default: 0 }) };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Probe);
    this.log(process.cwd());
    this.logToStderr('to standard error');
    if (flags.exit !== 0) this.error('as asked', { exit: flags.exit });
    return { names: Object.keys(process.env).sort() };
  }

  protected override toErrorJson(error: unknown): unknown {
    process.exitCode = 4;
    return super.toErrorJson(error);
  }
}

describe('runCommand', () => {
  it('captures both streams and the result', async () => {
    const cwd = await tempDir();

    const { stdout, stderr, exitCode } = await runCommand(Probe, [], { cwd });

    expect(stdout).toBe(`${await realpath(cwd)}\n`);
    expect(stderr).toBe('to standard error\n');
    expect(exitCode).toBe(0);
  });

  it('takes the exit code from the error, or from the process with --json', async () => {
    const text = await runCommand(Probe, ['--exit=3']);
    const json = await runCommand(Probe, ['--exit=3', '--json']);

    expect(text.exitCode).toBe(3);
    expect(text.error).toMatchObject({ message: 'as asked' });
    expect(json.exitCode).toBe(4);
  });

  it('shows the command a clean environment and puts all back', async () => {
    process.env['GITHUB_TOKEN'] = 'of the machine';
    const before = { cwd: process.cwd(), env: process.env, exitCode: process.exitCode };

    const { result } = await runCommand(Probe, [], { env: { GITLAB_TOKEN: 'of the test' } });

    const { names } = result as { names: string[] };
    expect(names).toContain('GITLAB_TOKEN');
    expect(names).toContain('GIT_AUTHOR_NAME');
    expect(names.filter((name) => /^(CI$|GITHUB_|GIT_DIR$)/.test(name))).toEqual([]);
    expect({ cwd: process.cwd(), env: process.env, exitCode: process.exitCode }).toEqual(before);
    delete process.env['GITHUB_TOKEN'];
  });
});
