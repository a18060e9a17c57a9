import { PACKING } from './package.ts';
import { fail } from './project.ts';

// vsce calls it before it packs. By itself it would pack what happens to be in dist, such as bundles for development.
if (process.env[PACKING] !== 'yes') fail(new Error('To pack Dev Sync, use "npm run package": it builds for production first.'));
