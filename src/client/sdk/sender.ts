import type { SendResult } from './api.ts';
import type { Hub } from './hub.ts';

/** Browsers keep at most 64 KiB on the way for pages that are gone; a character is up to three bytes. */
const KEPT_ALIVE_CHARACTERS = 20_000;

/** Sends events one after the other, so that they arrive in their order: on another connection a later one could overtake. */
export function createSender(
  hub: Hub,
  token: string | undefined,
  source: string | undefined,
): (type: string, data: object) => Promise<SendResult> {
  let last: Promise<unknown> = Promise.resolve();
  return async (type, data) => {
    // What the caller does to it afterwards is not sent.
    const body = JSON.stringify({ event_type: type, data, source });
    const sent = last.then(() =>
      hub.request({ path: '/dev/webhook', token, method: 'POST', body, keepalive: body.length < KEPT_ALIVE_CHARACTERS, read }),
    );
    last = sent.catch(() => {});
    return sent;
  };
}

async function read(response: Response): Promise<SendResult> {
  const { id, subscribers_notified: subscribersNotified, durable: isDurable = true } = await response.json();
  if (!(subscribersNotified >= 0)) throw Error();
  return { id, subscribersNotified, isDurable };
}
