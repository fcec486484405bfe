import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { CI_VARIANTS, ciFiles } from '../support/ci-files.js';
import { projectRoot } from '../support/project-root.js';
import { run } from '../support/run.js';
import { tempDir } from '../support/temp-dir.js';
import { writeFiles } from '../support/write-files.js';

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

describe('actionlint, with shellcheck, has nothing against the workflows', () => {
  let bin = '';

  beforeAll(async () => {
    const folder = await tempDir();
    await run('go', ['install', ACTIONLINT], { env: { ...process.env, GOBIN: folder } });
    bin = join(folder, 'actionlint');
  });

  test.each(CI_VARIANTS)('$packaging, tool $tool', async (variant) => {
    const cwd = await tempDir();
    const files = await ciFiles({ ci: 'github', ...variant });
    await writeFiles(cwd, Object.fromEntries(files));
    await run(bin, ['-shellcheck=shellcheck', ...files.keys()], { cwd });
  });
});

describe('shellcheck has nothing against the scripts', () => {
  const shellcheck = async (script: string) => {
    const path = join(await tempDir(), 'script.sh');
    await writeFiles(join(path, '..'), { 'script.sh': script });
    const args = ['--shell=bash', '--severity=style', '--format=gcc', path];
    const { stdout } = await run('shellcheck', args).catch((error: unknown) => {
      return error as { stdout: string };
    });
    expect(stdout).toBe('');
  };

  test('of the action', async () => {
    const { runs } = parse(await readFile(join(projectRoot, 'action.yml'), 'utf8')) as {
      runs: { steps: { run?: string }[] };
    };
    const scripts = runs.steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) await shellcheck(script);
  });

  /** The scripts of the jobs in a pipeline, whose header the last document does not have. */
  const scriptsIn = (text: string) =>
    Object.values(parseAllDocuments(text).at(-1)!.toJS() as Record<string, unknown>)
      .map((job) => (job as { script?: string[] }).script?.join('\n') ?? '')
      .filter((script) => script !== '');

  test.each(CI_VARIANTS)('of GitLab, $packaging, tool $tool', async (variant) => {
    const files = await ciFiles({ ci: 'gitlab', ...variant });
    const component = await readFile(join(projectRoot, 'templates/bump.yml'), 'utf8');
    const scripts = [...files.values(), component].flatMap(scriptsIn);
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) await shellcheck(script);
  });
});
