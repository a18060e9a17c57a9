import { DevSyncError } from '../../../src/shared/errors.ts';
import { t } from '../../l10n.ts';

/** How a person gets the token into a page that has none, or an old one. */
export const UNLOCK = t('Open this page by "Dev Sync: Open Dashboard in Browser" in VS Code, or try again and paste the token.');
/** What to expect of a page whose hub is away. */
export const GOES_ON = t(
  'This page goes on by itself when the hub is back. If the hub runs, close other pages of it: browsers let six through.',
);
/** For a page that lost its token: it goes on. What to do is said when something needs it. */
export const DROPPED = new DevSyncError('token-required', {
  message: t('The hub has a new token. This page asks for it when it is needed.'),
  next: '',
}).toInfo();
