import type { AttackClass } from './attack.ts';

export const slowSenders: AttackClass = {
  title: 'Slow senders',
  isSlow: true,
  attacks: [
    {
      name: '1,000 sockets that say nothing, or half a request, while others post',
      guard: 'headersTimeout',
      deed: 'halfOpen',
      comesTo: 'the others are answered at once, the 1,000 are closed within 20 s',
    },
    { name: 'headers that come byte by byte', guard: 'headersTimeout', deed: 'slowHeaders', comesTo: '408 `request-timeout` within 20 s' },
    { name: 'a body that comes byte by byte', guard: 'requestTimeout', deed: 'slowBody', comesTo: '408 `request-timeout` within 45 s' },
    {
      name: 'a body that never ends',
      guard: 'requestTimeout',
      deed: 'endlessBody',
      comesTo: 'closed within 45 s, and never more than its bound in memory',
    },
  ],
};
