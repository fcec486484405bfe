import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@oclif/core';
import { projectRoot } from '../../support/project-root.js';

export interface LoadedCommand {
  /** Its words, such as `env add`. */
  readonly id: string;
  /** Of its source, below the repository's root. */
  readonly path: string;
  readonly command: typeof Command;
}

/** All commands, from their sources: oclif finds them by the same rule, path = id. */
export async function loadCommands(): Promise<LoadedCommand[]> {
  const files = await readdir(join(projectRoot, 'src/commands'), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).sort();
  return Promise.all(
    sources.map(async (file) => {
      const path = `src/commands/${file}`;
      const { default: command } = (await import(join(projectRoot, path))) as {
        default: typeof Command;
      };
      return { id: file.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '), path, command };
    }),
  );
}
