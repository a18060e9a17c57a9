import { request as httpRequest, type IncomingMessage } from 'node:http';
import { isJsonObject } from '../../shared/json.ts';
import { l10n } from '../l10n.ts';

/** One request as a browser or a program would write it; every header goes out exactly as it stands here. */
export type ProbeRequest = {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** `Host` is that of the address unless it stands here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type ProbeAnswer = {
  readonly status: number;
  /** Of an error in our shape. Nothing else of what an attacked program says is worth repeating. */
  readonly code: string | undefined;
  /** Whether a page may read the answer. */
  readonly isReadable: boolean;
  /** Of a stream that goes on for ever nothing is read. */
  readonly text: string;
};

const PROBE_TIMEOUT_MS = 3000;
const MOST_CHARACTERS = 64 * 1024;

/**
 * Sends it on a connection of its own, past everything that `fetch` adds or forbids.
 *
 * @param address in place of the one that the URL names
 */
export async function sendProbe(
  url: string,
  { method = 'GET', path, headers = {}, body }: ProbeRequest,
  address?: string,
): Promise<ProbeAnswer> {
  const { host, hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = httpRequest(
    {
      host: address ?? addressOf(hostname),
      port: port || 80,
      path,
      method,
      headers: { Host: host, ...headers },
      setHost: false,
      agent: false,
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    },
    resolve,
  );
  request.on('error', reject).end(body);
  try {
    return await readAnswer(await promise);
  } finally {
    request.destroy();
  }
}

/** Why there was no answer, in a word or two. */
export function causeOf({ name, code, message }: NodeJS.ErrnoException): string {
  return name === 'AbortError' ? l10n.t('none in {0} s', PROBE_TIMEOUT_MS / 1000) : (code ?? message);
}

/** As the hub understands it: names are resolved in different ways. */
function addressOf(hostname: string): string {
  return hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');
}

async function readAnswer(response: IncomingMessage): Promise<ProbeAnswer> {
  const { statusCode = 0, headers } = response;
  const isEndless = headers['content-type']?.startsWith('text/event-stream') ?? false;
  const text = isEndless ? '' : await readText(response);
  return { status: statusCode, code: codeIn(text), isReadable: headers['access-control-allow-origin'] !== undefined, text };
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_CHARACTERS) break;
  }
  return text;
}

function codeIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    const code = isJsonObject(error) ? error.code : undefined;
    return typeof code === 'string' && /^[a-z-]{1,40}$/.test(code) ? code : undefined;
  } catch {
    // Not JSON, or no object: it names no code.
    return undefined;
  }
}
