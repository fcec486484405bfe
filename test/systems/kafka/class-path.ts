import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../support/run.js';
import { tempDir } from '../../support/temp-dir.js';

/** What is in the images of the example: the same releases, from Maven. */
export type Release = 'kraft' | 'zookeeper' | 'ensemble';

/** The class path of a release; Maven fetches what it has not fetched before. */
export async function classPath(release: Release): Promise<string> {
  const pom = fileURLToPath(new URL(`${release}.pom.xml`, import.meta.url));
  const output = join(await tempDir(), 'class-path');
  await run('mvn', [
    '-q',
    '-B',
    '-f',
    pom,
    'dependency:build-classpath',
    `-Dmdep.outputFile=${output}`,
  ]);
  return (await readFile(output, 'utf8')).trim();
}
