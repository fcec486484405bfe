import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment.js';
import { projectRoot } from './project-root.js';
import { run } from './run.js';
import { tempDir } from './temp-dir.js';
import { writeFiles } from './write-files.js';

const LINTER = join(projectRoot, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');

/** What the linter takes from Node.js 22. */
const SET_UNION =
  'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); };';

/**
 * What gitlab-ci-local prints of a pipeline, with its `include`s filled in.
 *
 * @throws Error with what is against it, held to GitLab's schema.
 */
export async function checkGitlabCi(
  path: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const cwd = await tempDir();
  await writeFiles(cwd, Object.fromEntries(files));
  const env = cleanEnvironment();
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd, env });
  await run('git', ['remote', 'add', 'origin', 'https://gitlab.example.com/acme/todo.git'], {
    cwd,
    env,
  });
  await run('git', ['add', '--all'], { cwd, env });
  await run('git', ['commit', '--quiet', '--message=files'], { cwd, env });
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(SET_UNION)}`,
    LINTER,
    '--preview',
    '--file',
    path,
  ];
  const { stdout } = await run(process.execPath, args, { cwd, env });
  return stdout;
}
