import type { SecretStorage } from 'vscode';
import { Emitter } from '../../src/shared/emitter.ts';

/** The editor's storage of secrets. All windows of a person have the same one. */
export function createSecretStorage(
  initial: Readonly<Record<string, string>> = {},
): SecretStorage & { readonly entries: Map<string, string> } {
  const entries = new Map(Object.entries(initial));
  const changed = new Emitter<{ readonly key: string }>();
  return {
    entries,
    onDidChange: (listener, self) => changed.event((event) => listener.call(self, event)),
    keys: async () => [...entries.keys()],
    get: async (key) => entries.get(key),
    store: async (key, value) => {
      entries.set(key, value);
      changed.fire({ key });
    },
    delete: async (key) => {
      entries.delete(key);
      changed.fire({ key });
    },
  };
}
