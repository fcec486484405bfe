import { z } from 'zod';
import { RemoteError, UsageError } from '../../errors.js';
import { parseJson } from '../ask.js';
import { askRegistry } from './ask-registry.js';
import type { Credentials } from './docker-credentials.js';

const tokenAnswer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
});

/**
 * Answers the challenge of a registry: distribution.github.io/distribution/spec/auth/token.
 *
 * @returns the value of an `Authorization` header, or `undefined` where nothing can be answered.
 * @throws UsageError where the credentials would go over an open line, or the answer has no token.
 * @throws RemoteError where there is no answer.
 */
export async function authorize(
  challenge: string,
  credentials: Credentials | undefined,
): Promise<string | undefined> {
  const [scheme = ''] = challenge.split(' ', 1);
  const basic =
    credentials && 'username' in credentials
      ? `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
      : undefined;
  if (scheme.toLowerCase() === 'basic') return basic;
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const { realm, ...fields } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  const url = tokenUrl(realm);
  const asked = { service: fields['service'] ?? '', scope: fields['scope'] ?? '' };
  const response =
    credentials && 'identityToken' in credentials
      ? await askRegistry(url, {
          method: 'POST',
          body: new URLSearchParams({
            ...asked,
            grant_type: 'refresh_token',
            client_id: 'gitops-gen',
            refresh_token: credentials.identityToken,
          }),
        })
      : await askRegistry(`${url}?${new URLSearchParams(asked).toString()}`, {
          headers: basic === undefined ? {} : { authorization: basic },
        });
  return response.ok ? `Bearer ${tokenOf(response.text)}` : undefined;
}

function tokenOf(text: string): string {
  const { data } = tokenAnswer.safeParse(parseJson(text));
  const token = data?.token ?? data?.access_token;
  if (token !== undefined) return token;
  throw new UsageError('the answer of the server that gives out tokens is not understood', {
    code: 'REMOTE_REFUSED',
    hint: 'Look whether the image names a registry, and whether a proxy answers in its place.',
  });
}

/** Where tokens are given out, as the registry says: credentials go there. */
function tokenUrl(realm: string | undefined): string {
  if (realm === undefined || !URL.canParse(realm)) {
    throw new RemoteError('the registry does not say where tokens are given out');
  }
  const { protocol, hostname } = new URL(realm);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return realm;
  throw new UsageError('the registry wants the credentials over an open line', {
    code: 'REMOTE_REFUSED',
    hint: 'Nothing was sent. The registry has to give out tokens over https.',
  });
}
