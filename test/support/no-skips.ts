import { appendFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** Names the file to which a run adds its line `passed failed skipped`, for sums over many runs. */
const TOTALS_FILE = 'TEST_TOTALS_FILE';

/**
 * Fails a run in which a test was skipped or left to do without being filtered out by its name, or
 * whose projects include one without test files; ends with the line `N passed, N failed, N skipped`.
 *
 * A default export, because that is what vitest loads.
 */
export default class NoSkips implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
  ): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const skipped = tests.filter(isSkipped);
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    const failed = failedTests + countOtherFailures(modules) + unhandledErrors.length;
    const complaints = [...this.#skips(skipped), ...(await this.#emptyProjects())];
    if (complaints.length > 0) process.exitCode = 1;

    const total = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
    process.stdout.write([...complaints, total, ''].join('\n'));
    const file = process.env[TOTALS_FILE];
    if (file !== undefined) appendFileSync(file, `${passed} ${failed} ${skipped.length}\n`);
  }

  #skips(skipped: readonly TestCase[]): string[] {
    if (this.#vitest?.config.testNamePattern !== undefined) return [];
    return skipped.map((test) => `skipped: [${test.project.name}] ${test.fullName}`);
  }

  async #emptyProjects(): Promise<string[]> {
    const complaints: string[] = [];
    for (const project of this.#vitest?.projects ?? []) {
      const { testFiles } = await project.globTestFiles();
      if (testFiles.length === 0) complaints.push(`no tests: [${project.name}]`);
    }
    return complaints;
  }
}

function isSkipped(test: TestCase): boolean {
  return test.result().state === 'skipped';
}

/** Files that could not be loaded and suites whose hooks failed; their tests count as skipped. */
function countOtherFailures(modules: readonly TestModule[]): number {
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return suites.filter((suite) => suite.errors().length > 0).length;
}
