import type { AttackClass } from './attack.ts';

export const floods: AttackClass = {
  title: 'Floods',
  attacks: [
    { name: '2,049 streams', guard: 'streamCap', deed: 'streams', comesTo: '503 `too-many-streams` for the last; the others go on' },
    {
      name: '4,100 connections',
      guard: 'connectionCap',
      deed: 'connections',
      comesTo: 'closed beyond 4,096; a post that came before is answered',
    },
    {
      name: 'a page that posts in a loop',
      guard: 'originLimit',
      deed: 'renderLoop',
      comesTo: '429 `too-many-posts` with `Retry-After`; programs and other pages post as ever',
    },
  ],
};
