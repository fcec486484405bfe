import type { ZodType } from 'zod';
import { RemoteError, UsageError } from '../../errors.js';
import { ask, parseJson } from '../ask.js';

/** One question to a forge's API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  /** The token among them; they appear in no message. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const CHECK_TOKEN =
  'Check what the token may do: it needs to read and write pull or merge requests.';
const CHECK_API =
  'Check the address of its API, GITHUB_API_URL or CI_API_V4_URL, and whether a proxy answers in its place.';

/** The forge understood and refused, or what answers is no forge. */
export class ApiRefusal extends UsageError {
  constructor(status: number, said: string, hint = CHECK_TOKEN) {
    const message = `the forge refuses (HTTP ${status})${said === '' ? '' : `: ${said}`}`;
    super(message, { code: 'REMOTE_REFUSED', hint });
  }
}

/**
 * Asks an API for JSON that fits `schema`. Redirections are not followed: the token is meant for
 * this host.
 *
 * @throws ApiRefusal for a status below 500, and where the answer is something else. @throws
 * RemoteError where there is no whole answer, or a failure of the server.
 */
export async function callApi<T>(
  schema: ZodType<T>,
  { method, url, headers, body }: ApiCall,
): Promise<T> {
  const response = await ask(url, {
    method,
    headers: {
      'user-agent': 'gitops-gen',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw unreachable(new URL(url).host, cause);
  });
  const answer = parseJson(response.text);
  const { success, data } = schema.safeParse(answer);
  if (response.ok && success) return data;
  if (response.status >= 500) throw unreachable(`HTTP ${response.status}`, undefined);
  if (!response.ok) throw new ApiRefusal(response.status, sayings(answer));
  throw new ApiRefusal(response.status, 'its answer is not understood', CHECK_API);
}

function unreachable(what: string, cause: unknown): RemoteError {
  return new RemoteError(`the forge cannot be reached: ${what}`, {
    hint: 'The branch is pushed; run the same command again.',
    cause,
  });
}

/** What a refusal says for people: `message` and `errors` of GitHub's, `message` or `error` of GitLab's. */
function sayings(answer: unknown): string {
  const { message, error, errors } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  return [message ?? error, errors]
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ');
}

/** What was asked for on top of an open request, and failed: that is said, and fails nothing. */
export async function warnOfFailure(what: string, attempt: Promise<unknown>): Promise<string[]> {
  try {
    await attempt;
    return [];
  } catch (error) {
    if (!(error instanceof ApiRefusal || error instanceof RemoteError)) throw error;
    return [`${what}: ${error.message}`];
  }
}
