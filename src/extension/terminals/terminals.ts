import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentVariableCollection } from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { type Disposable, Scope } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HubController } from '../hub/hubController.ts';
import { l10n } from '../l10n.ts';

export type TerminalsOptions = {
  readonly hub: Pick<HubController, 'onDidAttach' | 'onDidChangeStatus'>;
  readonly collection: Pick<EnvironmentVariableCollection, 'persistent' | 'description' | 'replace' | 'prepend' | 'delete' | 'clear'>;
  /** File of the client for programs of Node. */
  readonly client: string;
  /** Puts `dev-sync` on the disk; answers its folder. */
  readonly writeShim: () => Promise<string>;
  readonly logger: Logger;
};

/**
 * Gives new terminals of this window `dev-sync` and, as long as the hub is on, its address and its token: programs of the person find it by
 * that. The editor does not keep the variables for later windows, though perhaps with the terminals that were open.
 */
export function equipTerminals({ hub, collection, client, writeShim, logger }: TerminalsOptions): Disposable {
  collection.persistent = false;
  collection.description = l10n.t('The command dev-sync; where the hub of this window is (DEV_SYNC_URL), and its token (DEV_SYNC_TOKEN).');
  const scope = new Scope();
  let isOver = false;
  scope.defer(() => {
    isOver = true;
    collection.clear();
  });
  const addToPath = (folder: string) => {
    // Also after the files by which a shell starts, which may set it anew.
    const always = { applyAtProcessCreation: true, applyAtShellIntegration: true };
    if (!isOver) collection.prepend('PATH', `${folder}${delimiter}`, always);
  };
  writeShim().then(addToPath, (cause) => logger.warn('Terminals have no dev-sync', { cause }));
  let names: readonly string[] = [];
  scope.own(
    hub.onDidAttach((attached) => {
      const variables = Object.entries(variablesOf(attached, client));
      for (const [name, value] of variables) collection.replace(name, value);
      names = variables.map(([name]) => name);
    }),
  );
  scope.own(
    hub.onDidChangeStatus(({ state }) => {
      // Not while it starts: a hub that crashed comes back with its address and its token.
      if (state === 'stopped' || state === 'problem') for (const name of names) collection.delete(name);
    }),
  );
  return scope;
}

/** What Vite and Next hand on to pages is the address alone: a token in a bundle would be everybody's. */
function variablesOf({ url, token }: HubState, client: string): Readonly<Record<string, string>> {
  return {
    DEV_SYNC_URL: url,
    DEV_SYNC_TOKEN: token,
    DEV_SYNC_CLIENT: pathToFileURL(client).href,
    VITE_DEV_SYNC_URL: url,
    NEXT_PUBLIC_DEV_SYNC_URL: url,
  };
}
