import type { EnvironmentVariableCollection } from 'vscode';
import { type Disposable, Scope } from '../shared/lifecycle.ts';
import type { HubController } from './hubController.ts';

export type TerminalsOptions = {
  readonly hub: Pick<HubController, 'onDidAttach' | 'onDidChangeStatus'>;
  readonly collection: Pick<EnvironmentVariableCollection, 'persistent' | 'description' | 'replace' | 'clear'>;
};

/**
 * Tells new terminals of this window where its hub is, and the token, as long as the hub is on: `dev-sync` and programs of the person
 * find it by that. The editor does not keep the variables for later windows, though perhaps with the terminals that were open.
 */
export function equipTerminals({ hub, collection }: TerminalsOptions): Disposable {
  collection.persistent = false;
  const scope = new Scope();
  scope.defer(() => collection.clear());
  scope.own(
    hub.onDidAttach(({ url, token }) => {
      // Each time: a collection that is cleared loses it.
      collection.description = 'Where the hub of this window is (DEV_SYNC_URL), and its token (DEV_SYNC_TOKEN).';
      collection.replace('DEV_SYNC_URL', url);
      collection.replace('DEV_SYNC_TOKEN', token);
    }),
  );
  scope.own(
    hub.onDidChangeStatus(({ state }) => {
      // While it starts: a hub that crashed comes back with its address and its token.
      if (state === 'stopped' || state === 'problem') collection.clear();
    }),
  );
  return scope;
}
