import assert from 'node:assert/strict';
import { sendRaw } from '../../support/rawHttp.ts';
import { startAttackedHub } from '../attackedHub.ts';
import { EVENT, get, post } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

const SECRET = 'secret-of-another-sender';

/** What somebody else sent with a post, asked for behind its event. */
export const postSecrets: Deed = async () => {
  await using hub = await startAttackedHub();
  const posts = [
    post('/dev/webhook', EVENT, `Authorization: ${SECRET}`, `cOOkie: a=${SECRET}`, `x_api_key: ${SECRET}`),
    post('/dev/webhook', EVENT, `X-Note: Bearer ${SECRET}`, `Referer: http://localhost:3000/?access_token=${SECRET}`),
    post('/dev/webhook', EVENT, `X-Note: ${hub.token}`),
    post(`/dev/webhook?token=${SECRET}`, EVENT),
  ];
  for (const request of posts) {
    const taken = await sendRaw(hub.port, request);
    const { id } = JSON.parse(taken?.text ?? '') as { id: string };
    const shown = await sendRaw(hub.port, get(`/dev/history/${id}/post`));
    assert.equal(shown?.status, 200, shown?.text);
    assert.match(shown.text, /"path":"\/dev\/webhook/);
    for (const secret of [SECRET, hub.token]) assert.ok(!shown.text.includes(secret), `${shown.text} to ${request}`);
  }
};
