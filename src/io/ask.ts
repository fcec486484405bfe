/** What a server answers. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  /** Its first 8 MiB, far more than what is asked for here. */
  readonly text: string;
}

const TIMEOUT_MILLISECONDS = 30_000;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * One HTTP request. Redirections are not followed: what is sent is meant for this host. Rejects, as
 * `fetch` does, where there is no whole answer within 30 seconds.
 */
export async function ask(url: string, request: RequestInit): Promise<Answer> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const response = await fetch(url, { ...request, redirect: 'manual', signal });
  const { ok, status, headers } = response;
  return { ok, status, headers, text: await readText(response) };
}

async function readText({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // To leave the loop ends the connection.
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString();
}

/** What a text says that should be JSON; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
