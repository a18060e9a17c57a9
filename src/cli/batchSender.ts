import { isPassing } from '../client/eventFiles/postBatch.ts';
import { createHubClient, type HubAddress, type HubClient } from '../client/hubClient.ts';
import { findAgain } from './findAddress.ts';

/** Some two minutes: the hub knows the key of a batch for five. */
export const PAUSES_MS: readonly number[] = [250, 500, 1000, 2000, ...Array<number>(24).fill(5000)];

/** `sendBatch` at a hub that may be started again on the way, with another token, too. */
export function createBatchSender(first: HubAddress, onWords: (words: string) => void): HubClient['sendBatch'] {
  let address = first;
  let isAway = false;
  return async (events, key) => {
    try {
      if (isAway) address = await findAgain(address);
      const answer = await createHubClient(address).sendBatch(events, key);
      if (isAway) onWords('Connected again.');
      isAway = false;
      return answer;
    } catch (error) {
      if (!isAway && isPassing(error)) onWords(`The hub at ${address.url} does not answer. Trying for two minutes; Ctrl-C ends this.`);
      isAway = true;
      throw error;
    }
  };
}
