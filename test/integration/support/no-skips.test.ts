import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../support/clean-environment.js';
import { projectRoot } from '../../support/project-root.js';
import { run } from '../../support/run.js';
import { tempDir } from '../../support/temp-dir.js';
import { writeFiles } from '../../support/write-files.js';

const VITEST = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
const CONFIG = `export default { test: { globals: true, projects: ['one', 'two'].map((name) => ({
  extends: true, test: { name, include: [name + '/*.test.js'] },
})) } };
`;
const PASSES = `test('passes', () => {});\n`;

/** Runs vitest on test files with the reporter alone; its standard output, totals and verdict. */
async function report(
  files: Record<string, string>,
  ...args: string[]
): Promise<{ lines: string[]; totals: string; failed: boolean }> {
  const dir = await tempDir();
  await writeFiles(dir, { ...files, 'vitest.config.js': CONFIG });
  const totals = join(dir, 'totals');
  const reporter = join(projectRoot, 'test', 'support', 'no-skips.ts');
  const command = [VITEST, 'run', '--root', dir, '--reporter', reporter, ...args];
  const env = cleanEnvironment({ TEST_TOTALS_FILE: totals });
  const { stdout, failed } = await run(process.execPath, command, { cwd: dir, env }).then(
    (result) => ({ ...result, failed: false }),
    (error: unknown) => ({ ...(error as { stdout: string }), failed: true }),
  );
  return { lines: stdout.trimEnd().split('\n'), totals: await readFile(totals, 'utf8'), failed };
}

describe('NoSkips', () => {
  it('passes when every project passes, and writes the totals', async () => {
    expect(await report({ 'one/a.test.js': PASSES, 'two/a.test.js': PASSES })).toEqual({
      lines: ['2 passed, 0 failed, 0 skipped'],
      totals: '2 0 0\n',
      failed: false,
    });
  });

  it('fails for a skipped test and for one left to do, and names them', async () => {
    const skips = `test.skip('later', () => {});\ndescribe('x', () => { test.todo('never'); });\n`;

    expect(await report({ 'one/a.test.js': skips, 'two/a.test.js': PASSES })).toEqual({
      lines: ['skipped: [one] later', 'skipped: [one] x > never', '1 passed, 0 failed, 2 skipped'],
      totals: '1 0 2\n',
      failed: true,
    });
  });

  it('fails for a project without tests', async () => {
    expect(await report({ 'one/a.test.js': PASSES })).toEqual({
      lines: ['no tests: [two]', '1 passed, 0 failed, 0 skipped'],
      totals: '1 0 0\n',
      failed: true,
    });
  });

  it('counts failed tests, and files that cannot be loaded', async () => {
    const fails = `test('fails', () => { throw new Error('so'); });\n`;

    expect(
      await report({ 'one/a.test.js': fails, 'two/a.test.js': `throw new Error('so');\n` }),
    ).toEqual({ lines: ['0 passed, 2 failed, 0 skipped'], totals: '0 2 0\n', failed: true });
  });

  it('lets a name or file pattern narrow the run', async () => {
    const files = {
      'one/a.test.js': `${PASSES}test('other', () => {});\n`,
      'two/a.test.js': PASSES,
    };

    const { lines, failed } = await report(files, 'one/', '-t', 'passes');

    expect(lines).toEqual(['1 passed, 0 failed, 1 skipped']);
    expect(failed).toBe(false);
  });
});
