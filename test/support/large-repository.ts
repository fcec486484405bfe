import { execFileSync } from 'node:child_process';
import { cleanEnvironment } from './clean-environment.js';
import { bareRemote } from './repository.js';

/** A bare repository whose branch `main` has these files in one commit, however many they are. */
export async function largeRemote(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await bareRemote();
  const head = 'commit refs/heads/main\ncommitter C <c@example.com> 1700000000 +0000\ndata 0\n';
  const lines = Object.entries(files).map(([path, text]) => {
    return `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  const env = cleanEnvironment();
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: dir,
    env,
    input: `${head}${lines.join('')}`,
  });
  return dir;
}
