export type Message = { readonly type: string; readonly data: string; readonly lastEventId: string };
export type Interpretation = {
  readonly messages: readonly Message[];
  /** What the client would send as `Last-Event-ID` now. */
  readonly lastEventId: string;
  readonly retryMs: number | undefined;
};

/**
 * What a client makes of a stream: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation,
 * word for word and line by line, so that it shares no idea with the code under test or with its parser from npm.
 */
export function interpret(chunks: Iterable<Uint8Array>): Interpretation {
  const lines = decode(chunks).split(/\r\n|\n|\r/);
  // What follows the last line break is no line yet.
  lines.pop();
  const client: Client = { messages: [], data: '', type: '', id: '', lastEventId: '', retryMs: undefined };
  for (const line of lines) {
    if (line === '') dispatch(client);
    else take(client, line);
  }
  const { messages, lastEventId, retryMs } = client;
  return { messages, lastEventId, retryMs };
}

type Client = { messages: Message[]; data: string; type: string; id: string; lastEventId: string; retryMs: number | undefined };

function dispatch(client: Client): void {
  const { data, type, id } = client;
  client.lastEventId = id;
  client.data = '';
  client.type = '';
  if (data !== '') client.messages.push({ type: type || 'message', data: data.replace(/\n$/, ''), lastEventId: id });
}

function take(client: Client, line: string): void {
  const { field, value } = splitLine(line);
  if (field === 'event') client.type = value;
  else if (field === 'data') client.data += `${value}\n`;
  else if (field === 'id' && !value.includes('\0')) client.id = value;
  else if (field === 'retry' && /^[0-9]+$/.test(value)) client.retryMs = Number(value);
}

/** A comment has an empty field name, which nothing listens to. */
function splitLine(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { field: line, value: '' };
  const value = line.slice(colon + 1);
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}

/** UTF-8 with one leading byte order mark taken away. */
function decode(chunks: Iterable<Uint8Array>): string {
  const decoder = new TextDecoder();
  let text = '';
  for (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
