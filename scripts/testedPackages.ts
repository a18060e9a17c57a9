import { join, resolve } from 'node:path';
import { root } from './project.ts';

/** A folder with the packages of a release, by the names that `npm run package` gives them: what is tested is what is published. */
const given = process.env.DEV_SYNC_PACKAGES;

/** Whether the tests take packages that are there, and none may be made in their place. */
export const arePackagesGiven = Boolean(given);

/** Where the tests find the packages that they install. */
export const testedPackages = given ? resolve(root, given) : join(root, '.cache');
