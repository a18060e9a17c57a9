import { type HubAddress, routes } from '../../src/shared/api.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { toJsonLine } from '../../src/shared/jsonText.ts';

/** Systems take no longer argument of a program than 128 KiB. A string that a shell hands over itself has no bound. */
const ARGUMENT_CHARACTERS = 100_000;

/** What posts an event once more, in the words of another tool. */
export type Snippet = (event: HubEvent, hub: HubAddress) => string;

/** One line for bash, zsh and their like; terminals of VS Code know the token. */
export const curlSnippet: Snippet = (event, { url, requiresToken = false }) => {
  const token = requiresToken ? ' -H "Authorization: Bearer $DEV_SYNC_TOKEN"' : '';
  const body = inShellQuotes(bodyOf(event));
  // In bytes one character is up to three.
  const data = body.length * 3 > ARGUMENT_CHARACTERS ? `--data-binary @- <<< ${body}` : `-d ${body}`;
  return `curl -X POST ${url}${routes.webhook} -H "Content-Type: application/json"${token} ${data}`;
};

/** One line for the console of a page. The body is text: as an object its long numbers would change. */
export const fetchSnippet: Snippet = (event, { url, requiresToken = false }) => {
  const token = requiresToken ? `, Authorization: 'Bearer <token>'` : '';
  const headers = `{ 'Content-Type': 'application/json'${token} }`;
  return `fetch('${url}${routes.webhook}', { method: 'POST', headers: ${headers}, body: ${inQuotes(unmarked(bodyOf(event)))} })`;
};

/** Two statements in one line of Python. */
export const httpxSnippet: Snippet = (event, { url, requiresToken = false }) => {
  const imports = requiresToken ? 'import httpx, os' : 'import httpx';
  const token = requiresToken ? `, 'Authorization': 'Bearer ' + os.environ['DEV_SYNC_TOKEN']` : '';
  const headers = `{'Content-Type': 'application/json'${token}}`;
  return `${imports}; httpx.post('${url}${routes.webhook}', headers=${headers}, content=${inQuotes(bodyOf(event))})`;
};

/** Printable and in one line, whatever the event holds. */
function bodyOf({ type, data, source }: HubEvent): string {
  return toJsonLine({ event_type: type, data, ...(source !== null && { source }) });
}

/** Between single quotes shells take everything as it stands, but for the quote itself. */
function inShellQuotes(json: string): string {
  return `'${json.replaceAll("'", `'\\''`)}'`;
}

/** A string literal of JavaScript and of Python. */
function inQuotes(json: string): string {
  return `'${json.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Without what would end or comment out a script in a page. */
function unmarked(json: string): string {
  return json.replace(/<(?=[/!])/g, '\\u003c');
}
