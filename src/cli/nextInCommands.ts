import { type DevSyncError, type ErrorCode, errorCatalogue } from '../shared/errors.ts';

/** A hub speaks of its routes. Where a command or a flag does the same, that is what helps in a terminal. */
const commands: { readonly [code in ErrorCode]?: string } = {
  'token-required': 'Give it in a file (--token-file), or in $DEV_SYNC_TOKEN, which new terminals of VS Code have.',
  'signature-required': 'Give the token of the hub in a file (--token-file), or in $DEV_SYNC_TOKEN.',
  'unknown-id': '"dev-sync history --json" prints the ids that are kept.',
  'unknown-delivery': '"dev-sync targets deliveries" prints those that are known.',
  'microphone-not-found': 'Connect it, or choose another one: "dev-sync listen devices" prints their ids, for --device.',
  'mic-asked-before': 'Ask again in a while, or choose "Always Allow Here" in VS Code the next time.',
};

/** What to do about a failure, as it is done in a terminal. */
export function nextInCommands({ code, next }: DevSyncError): string {
  const words = commands[code];
  // There may be more behind it, as where to go on in a file.
  return words === undefined ? next : next.replace(errorCatalogue[code][2], () => words);
}
