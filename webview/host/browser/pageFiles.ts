import { eventTextOf, requireFileSize } from '../../../src/client/eventFiles/eventText.ts';
import { exportEvents } from '../../../src/client/eventFiles/exportEvents.ts';
import { fixtureText } from '../../../src/client/eventFiles/fixture.ts';
import { fixtureName } from '../../../src/client/eventFiles/fixtureName.ts';
import { readLargeEventFile } from '../../../src/client/eventFiles/readEventFile.ts';
import { replayEvents } from '../../../src/client/eventFiles/replay.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { parseExactJson } from '../../../src/shared/jsonText.ts';
import type { HostApi } from '../../../src/shared/panel.ts';
import type { Remote } from '../../../src/shared/rpc.ts';
import { t } from '../../l10n.ts';
import { download, pickFile } from './files.ts';
import type { HubLink } from './hubLink.ts';
import { askToReplay } from './importDialog.ts';
import type { Lock } from './lock.ts';

type FileCalls = Pick<Remote<HostApi>, 'saveFixture' | 'exportEvents' | 'importEvents'>;

/** Files go where the downloads of the browser go, and come from wherever the person finds them. */
export function fileCalls({ link, lock, start }: { link: HubLink; lock: Lock; start: () => string | null }): FileCalls {
  return {
    async saveFixture(draft) {
      const name = `${fixtureName(draft.type)}.json`;
      download(name, [fixtureText(draft)], 'application/json');
      return name;
    },
    async exportEvents(query, chosen) {
      const format = chosen ?? 'ndjson';
      const client = link.clientFor(parseExactJson);
      const parts: string[] = [];
      let [count, hasGap] = [0, false];
      for await (const part of exportEvents({ client, start: start(), query, format })) {
        parts.push(part.text);
        count += part.count;
        hasGap ||= part.isAfterGap;
      }
      const name = `dev-sync-${new Date().toISOString().slice(0, 19).replaceAll(':', '_')}.${format}`;
      download(name, parts, format === 'json' ? 'application/json' : 'application/x-ndjson');
      return { count, to: name, hasGap };
    },
    async importEvents() {
      const picked = await pickFile('.json,.ndjson,.jsonl,.txt');
      if (!picked) return null;
      requireFileSize(picked.name, picked.size);
      const file = await readLargeEventFile(eventTextOf(picked.name, await bytesOf(picked)));
      const send = (events: readonly string[], key: string) => lock.pass(() => link.client.sendBatch(events, key));
      return askToReplay({
        name: picked.name,
        file,
        replay: (timing, signal, onProgress) => replayEvents({ events: file.events, timing, signal, onProgress, send }),
      });
    },
  };
}

function bytesOf(file: File): Promise<ArrayBuffer> {
  return file.arrayBuffer().catch((cause: unknown) => {
    throw new DevSyncError('file-failed', { message: t('"{0}" could not be read.', file.name), cause });
  });
}
