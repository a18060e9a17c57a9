import { DevSyncError } from '../../../src/shared/errors.ts';

/** How a person gets the token into a page that has none, or an old one. */
export const UNLOCK = 'Open this page by "Dev Sync: Open Dashboard in Browser" in VS Code, or try again and paste the token.';
/** What to expect of a page whose hub is away. */
export const GOES_ON =
  'This page goes on by itself when the hub is back. If the hub runs, close other pages of it: browsers let six through.';
/** For a page that lost its token: what went on without a word, and what will not. */
export const DROPPED = new DevSyncError('token-required', {
  message: 'The hub was started again and has another token. This page goes on without one.',
  next: 'To delete the log, to retry or discard deliveries and to start the microphone, open the page by "Dev Sync: Open Dashboard in Browser" again, or paste the token when you are asked.',
}).toInfo();
