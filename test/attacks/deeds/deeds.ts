import type { AttackedHub } from '../attackedHub.ts';
import type { DeedName } from '../table/attack.ts';
import { framedDashboard } from './dashboard.ts';
import { denied, outside, stopped, undecided } from './editor.ts';
import { connections, renderLoop, streams } from './floods.ts';
import { postSecrets } from './posts.ts';
import { endlessBody, halfOpen, slowBody, slowHeaders } from './slowSenders.ts';
import { hubAsTarget, redirect } from './targets.ts';
import { tokenInWords } from './tokens.ts';

/** An attack of more than one request, and the judgement of what came of it. */
export type Deed = (hub: AttackedHub) => Promise<void>;

export const deeds: Readonly<Record<DeedName, Deed>> = {
  connections,
  denied,
  endlessBody,
  framedDashboard,
  halfOpen,
  hubAsTarget,
  outside,
  postSecrets,
  redirect,
  renderLoop,
  slowBody,
  slowHeaders,
  stopped,
  streams,
  tokenInWords,
  undecided,
};
