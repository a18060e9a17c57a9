import type { AttackClass } from './attack.ts';
import { crossSite } from './crossSite.ts';
import { embedding } from './embedding.ts';
import { floods } from './floods.ts';
import { hosts } from './hosts.ts';
import { json } from './json.ts';
import { microphone } from './microphone.ts';
import { origins } from './origins.ts';
import { paths } from './paths.ts';
import { preflights } from './preflights.ts';
import { protocol } from './protocol.ts';
import { sizes } from './sizes.ts';
import { slowSenders } from './slowSenders.ts';
import { smuggling } from './smuggling.ts';
import { targets } from './targets.ts';
import { tokens } from './tokens.ts';

/** All that is tried, in the order of a request's way: who asks, what for, how much of it, and what with. */
export const matrix: readonly AttackClass[] = [
  hosts,
  origins,
  crossSite,
  preflights,
  embedding,
  protocol,
  paths,
  smuggling,
  sizes,
  json,
  tokens,
  slowSenders,
  floods,
  targets,
  microphone,
];

/** What must go well in all of this: a hub that answers nobody stops every attack. */
export const CONTROL = 'an honest program posts, and so does an honest page';
