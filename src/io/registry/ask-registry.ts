import { RemoteError } from '../../errors.js';

const TIMEOUT_MILLISECONDS = 30_000;

/**
 * One request. Redirections are not followed: what is sent is meant for this host.
 *
 * @throws RemoteError where there is no answer, the server fails, or it is asked too often.
 */
export async function askRegistry(
  url: string,
  request: Pick<RequestInit, 'method' | 'headers' | 'body'>,
): Promise<Response> {
  const { host } = new URL(url);
  const response = await fetch(url, {
    ...request,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  }).catch((cause: unknown) => {
    throw unreachable(`${host} does not answer`, cause);
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
