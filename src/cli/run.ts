import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core/execute';

/** Runs the command line of the program whose script stands at `url`, with the plugins that it brings itself. */
export async function run(url: string): Promise<void> {
  const root = fileURLToPath(url);
  await execute({ loadOptions: { root, userPlugins: false, devPlugins: false } });
}
