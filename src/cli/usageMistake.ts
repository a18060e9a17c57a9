import { DevSyncError } from '../shared/errors.ts';

/** What somebody typed or piped cannot be meant: the exit code tells a script that trying again is of no use. */
export class UsageMistake extends DevSyncError {}
