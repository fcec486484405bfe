import { RemoteError } from '../../errors.js';
import { ask, type Answer } from '../ask.js';

/**
 * One request. Redirections are not followed: what is sent is meant for this host.
 *
 * @throws RemoteError where there is no whole answer, the server fails, or it is asked too often.
 */
export async function askRegistry(
  url: string,
  request: Pick<RequestInit, 'method' | 'headers' | 'body'>,
): Promise<Answer> {
  const { host } = new URL(url);
  const response = await ask(url, request).catch((cause: unknown) => {
    throw unreachable(`${host} gives no whole answer`, cause);
  });
  if (response.status === 429 || response.status >= 500) {
    throw unreachable(`${host} answers with HTTP ${response.status}`, undefined);
  }
  return response;
}

function unreachable(what: string, cause: unknown): RemoteError {
  return new RemoteError(`the registry cannot be reached: ${what}`, {
    hint: 'Nothing was written; the same command can succeed later.',
    cause,
  });
}
