import { fileURLToPath } from 'node:url';

/** The folder of this project's package.json. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
