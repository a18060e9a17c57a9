/** What *Add Client to Project* puts other words in the place of: how a project tells development, and where its hub is. */
declare const DEVELOPMENT: boolean;
declare const HUB_URL: string | undefined;
