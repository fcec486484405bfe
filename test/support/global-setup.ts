import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTools } from './find-tools.js';
import { installCli } from './install-cli.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Holds everything that the tests of one project write; removed after the run. */
    runDir: string;
    /** The installed `gitops-gen`, for the e2e tests only. */
    cli: string | undefined;
  }
}

/** Once for each vitest project, before its tests, in vitest's own process. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runDir = await mkdtemp(join(await realpath(tmpdir()), 'gitops-gen-test-'));
  project.provide('runDir', runDir);
  project.provide('tools', await findTools());
  project.provide('cli', project.name === 'e2e' ? await installCli(runDir) : undefined);
  return () => rm(runDir, { recursive: true });
}
