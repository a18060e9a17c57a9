import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { limits } from '../../../src/shared/api.ts';
import { assertRefused } from '../../support/answer.ts';
import { openSocket, sendRaw } from '../../support/rawHttp.ts';
import { until } from '../../support/until.ts';
import { startAttackedHub } from '../attackedHub.ts';
import { get, PAGE, postEvent } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

export const streams: Deed = async (hub) => {
  const request = get('/dev/events?types=honest');
  const open: Socket[] = [];
  let heard = 0;
  for (let n = 0; n < limits.streams; n++) {
    const socket = await openSocket(hub.port);
    socket.on('data', (chunk: Buffer) => {
      if (chunk.includes('"type":"honest"')) heard++;
    });
    socket.write(request);
    open.push(socket);
  }
  try {
    await until(async () => (await hub.get('/dev/health')).subscribers === limits.streams, 'all streams are open');
    for (const path of ['/dev/events', '/api/dev/events?client=x', '/api/listen/levels']) {
      const answer = await sendRaw(hub.port, get(path));
      assert.ok(answer);
      assertRefused(answer, 503, 'too-many-streams');
    }
    await hub.publish();
    await until(() => heard === limits.streams, 'every stream hears the event');
  } finally {
    for (const socket of open) socket.destroy();
  }
  await until(async () => (await hub.get('/dev/health')).subscribers === 0, 'the streams are gone');
};

export const connections: Deed = async (hub) => {
  const early = await openSocket(hub.port);
  let answers = 0;
  early.on('data', (chunk: Buffer) => {
    if (chunk.includes('HTTP/1.1 200 ')) answers++;
  });
  const untilAnswered = async () => {
    const before = answers;
    early.write(get('/dev/health'));
    await until(() => answers > before, 'who came before is answered');
  };
  const open: Socket[] = [];
  try {
    while (open.length < limits.connections + 3) {
      // Who does not read does not hear of the end.
      open.push((await openSocket(hub.port)).resume());
      // The system drops in silence what the hub has not accepted for long, and tries again seconds later.
      if (open.length % 200 === 0) await untilAnswered();
    }
    await until(() => open.filter(({ closed }) => closed).length >= 4, 'those beyond the cap are closed');
    assert.equal(open.filter(({ closed }) => closed).length, 4);
    await untilAnswered();
  } finally {
    for (const socket of [early, ...open]) socket.destroy();
  }
  await until(async () => (await hub.count()) >= 0, 'the hub has room again');
};

export const renderLoop: Deed = async () => {
  await using hub = await startAttackedHub('--per-origin-per-second', '5');
  const post = (origin: string) => sendRaw(hub.port, postEvent(`Origin: ${origin}`));
  const refusal = await until(async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(PAGE)));
    return answers.find((answer) => answer?.status !== 200);
  }, 'the page is held to its limit');
  assertRefused(refusal, 429, 'too-many-posts');
  assert.equal(refusal.headers.get('retry-after'), '1');
  assert.equal(refusal.headers.get('access-control-allow-origin'), PAGE);
  await hub.publish();
  assert.equal((await post('http://localhost:4000'))?.status, 200, 'another page posts');
};
