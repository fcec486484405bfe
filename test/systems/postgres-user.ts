import { execFile, execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { openDir } from './server.js';

const VERSIONS = '/usr/lib/postgresql';
const isRoot = process.getuid?.() === 0;

/** PostgreSQL takes no root: where the test is root, the user of the Debian package runs it. */
export const postgresUser = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};

/** Where the newest PostgreSQL of the machine is; those of Debian on PATH choose a cluster first. */
export function postgresPath(): string {
  const newest = readdirSync(VERSIONS)
    .sort((a, b) => Number(a) - Number(b))
    .at(-1);
  return `${VERSIONS}/${newest ?? ''}/bin:${process.env['PATH'] ?? ''}`;
}

/** Runs a program to its end as that user; for everything that it printed. */
export async function runAsPostgres(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, { env, ...postgresUser });
  return stdout + stderr;
}

/** A folder of that user, removed after the test. */
export async function postgresDir(): Promise<string> {
  const dir = await openDir();
  giveToPostgres(dir);
  return dir;
}

export function giveToPostgres(dir: string): void {
  if (isRoot) execFileSync('chown', ['-R', 'postgres:', dir]);
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
}
