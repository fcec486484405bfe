import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject, onTestFinished, TestRunner } from 'vitest';

/** A new empty folder; removed after the test, or after the run when a `beforeAll` asks for it. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(inject('runDir'), 'dir-'));
  if (TestRunner.getCurrentTest()) onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
