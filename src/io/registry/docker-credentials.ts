import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { x } from 'tinyexec';
import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { parseJson } from '../ask.js';
import { findOnPath } from '../find-on-path.js';

/** How to log in to a registry; with an identity token there is no user. */
export type Credentials =
  { readonly username: string; readonly password: string } | { readonly identityToken: string };

const programName = z.string().regex(/^[\w-]+$/);

/** What `docker login` writes: docs.docker.com/reference/cli/docker/login. */
const dockerConfig = z.object({
  auths: z
    .record(
      z.string(),
      z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }),
    )
    .optional(),
  credsStore: programName.optional(),
  credHelpers: z.record(z.string(), programName).optional(),
});

/** What a credential helper answers: github.com/docker/docker-credential-helpers. */
const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });

/**
 * The user's own credentials for a registry, from Docker's configuration and its helpers;
 * `undefined` where there are none.
 *
 * @throws UsageError where the configuration or a helper is not understood; it says nothing of their
 * content.
 */
export async function dockerCredentials(account: string): Promise<Credentials | undefined> {
  const { auths = {}, credsStore, credHelpers = {} } = await readConfig();
  const helper = credHelpers[account] ?? credsStore;
  if (helper !== undefined) return askHelper(helper, account);
  const { auth, identitytoken } = auths[account] ?? auths[`https://${account}`] ?? {};
  if (identitytoken) return { identityToken: identitytoken };
  if (!auth) return undefined;
  const [, username, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}

async function readConfig(): Promise<z.infer<typeof dockerConfig>> {
  const path = join(process.env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    return dockerConfig.parse(JSON.parse(text));
  } catch {
    throw new UsageError("Docker's configuration is not understood", {
      code: 'PRECONDITION',
      hint: 'Log in again with `docker login`, or name another folder in DOCKER_CONFIG.',
      place: { path },
    });
  }
}

async function askHelper(name: string, account: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  const path = await findOnPath(program);
  if (path === undefined) {
    throw new UsageError(`${program} is not on PATH`, {
      code: 'TOOL_MISSING',
      hint: "Docker's configuration names it as the keeper of the registry's credentials.",
    });
  }
  const asked = x(path, ['get'], { nodePath: false, stdin: account });
  // One that reads nothing closes the pipe: what it answers decides.
  asked.process?.stdin?.on('error', () => undefined);
  const { exitCode, stdout } = await asked;
  // It says so by failing where it has none.
  if (exitCode !== 0) return undefined;
  const { data } = helperAnswer.safeParse(parseJson(stdout));
  if (!data) {
    throw new UsageError(`the answer of ${program} is not understood`, {
      code: 'PRECONDITION',
      hint: 'Log in again with `docker login`.',
    });
  }
  const { Username: username, Secret: secret } = data;
  return username === '<token>' ? { identityToken: secret } : { username, password: secret };
}
