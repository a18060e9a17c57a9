import { createHubClient, type HubClient } from '../../client/hubClient.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { parseExactJson } from '../../shared/jsonText.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HostApi } from '../../shared/panel.ts';
import type { Handlers } from '../../shared/rpc.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';
import { askForFormat, exportFile } from './exportFile.ts';
import type { FileCalls } from './fileCalls.ts';
import { saveFixture } from './fixtures.ts';
import { importFile } from './importFile.ts';
import { readTemplates } from './templates.ts';

export type EventFilesOptions = {
  readonly hub: Pick<HubController, 'attachedTo'>;
  /** Id of the event behind which the view begins; null for the whole log. */
  readonly viewStart: () => string | null;
  readonly calls: FileCalls;
  readonly logger: Logger;
  readonly now?: () => Date;
};

/** What the panel asks for that has to do with files. */
export type EventFiles = Pick<Handlers<HostApi>, 'templates' | 'saveFixture' | 'exportEvents' | 'importEvents'>;

export function createEventFiles({ hub, viewStart, calls, logger, now = () => new Date() }: EventFilesOptions): EventFiles {
  const client = (): HubClient => {
    if (!hub.attachedTo) throw new DevSyncError('hub-unreachable', { message: l10n.t('The hub is not on.') });
    return createHubClient(hub.attachedTo, parseExactJson);
  };
  return {
    templates: () => readTemplates(calls, logger),
    saveFixture: (draft) => saveFixture(draft, calls),
    exportEvents: async (query, chosen) => {
      const wanted = { client: client(), start: viewStart(), query, calls, today: now() };
      const format = chosen ?? (await askForFormat(calls));
      return format === undefined ? null : exportFile({ ...wanted, format });
    },
    importEvents: async () => {
      // Nobody is asked for a file that could not be published.
      client();
      return importFile({ send: async (events, key) => client().sendBatch(events, key), calls });
    },
  };
}
