import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readEventFile } from '../../client/eventFiles/readEventFile.ts';
import { limits } from '../../shared/api.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Template } from '../../shared/panel.ts';
import type { FileCalls } from './fileCalls.ts';
import { FIXTURES } from './fixtures.ts';

/** Where templates lie in a folder of the workspace, those that a person wrote first. */
const places = ['.dev-sync/templates', FIXTURES];

/** What is read of a workspace, so that a large one holds up nobody. */
const MOST = { files: 200, bytes: 8 * 1024 * 1024 } as const;

/** The drafts of the workspace. What cannot be used is left out, with a line in the log. In Restricted Mode the workspace has no say. */
export async function readTemplates({ folders, isTrusted }: Pick<FileCalls, 'folders' | 'isTrusted'>, logger: Logger): Promise<Template[]> {
  if (!isTrusted()) return [];
  const paths = await Promise.all(folders().flatMap(({ path }) => places.map((place) => jsonFilesIn(join(path, place)))));
  const templates: Template[] = [];
  let bytes = 0;
  for (const path of paths.flat().slice(0, MOST.files)) {
    try {
      const text = await readSmallFile(path);
      bytes += text.length;
      if (bytes > MOST.bytes) throw new Error('The templates before it are too large already');
      templates.push(toTemplate(path, text));
    } catch (cause) {
      logger.warn('A template cannot be used', { path, cause: (cause as Error).message });
    }
  }
  return templates;
}

/** Most workspaces have no such folder. */
async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

/** Something else than a file may never answer. */
async function readSmallFile(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('It is no file');
  // Over several lines an event takes more room than the hub lets it have.
  if (found.size > limits.eventBytes * 2) throw new Error('It is larger than any event');
  return readFile(path, 'utf8');
}

function toTemplate(path: string, text: string): Template {
  const { events, problems } = readEventFile(text);
  const [event] = events;
  if (problems[0]) throw new Error(`Line ${problems[0].line}: ${problems[0].message}`);
  if (!event || events.length > 1) throw new Error('It is not one event');
  const { type, data, source } = event;
  return { name: basename(path, '.json'), type, data, source };
}
