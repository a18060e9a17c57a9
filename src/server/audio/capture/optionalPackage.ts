import { createRequire } from 'node:module';

/** Loads CommonJS and compiled parts at run time; bundles leave them alone, and they may be missing. */
export const loadOptional: NodeJS.Require = createRequire(import.meta.url);
