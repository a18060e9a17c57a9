/** How a person gets the token into a page that has none, or an old one. */
export const UNLOCK = 'Open this page by "Dev Sync: Open Dashboard in Browser" in VS Code, or try again and paste the token.';
/** What to expect of a page whose hub is away. */
export const GOES_ON =
  'This page goes on by itself when the hub is back. If the hub runs, close other pages of it: browsers let six through.';
