import { setImmediate as turn } from 'node:timers/promises';
import type { EventLog } from '../../../../src/server/log/eventLog.ts';
import { toGaugeRecord } from '../../../../src/server/log/record.ts';
import { Fanout } from '../../../../src/server/stream/fanout.ts';
import { Subscriber } from '../../../../src/server/stream/subscriber.ts';
import type { Retention, StreamGap } from '../../../../src/shared/api.ts';
import { memoryLog } from '../../../support/logs.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { interpret } from '../../shared/whatwgParser.ts';
import { draft } from '../log/drafts.ts';
import { SlowResponse } from './slowResponse.ts';

/** One message as a client sees it. */
export type Received = {
  readonly data: { readonly type: string; readonly id?: string; readonly data?: Partial<StreamGap> };
  /** The `Last-Event-ID` after it. */
  readonly position: string;
};

export type Opening = {
  readonly types?: string;
  readonly position?: string;
  readonly isCounted?: boolean;
  readonly client?: string;
  readonly isForeign?: boolean;
};

/** A log, its fan-out, and a clock that stands still until it is moved. */
export function startStreams(retention?: Partial<Retention>, log: EventLog = memoryLog(retention)) {
  const clock = { now: 0 };
  const fanout = new Fanout(log, () => clock.now);
  const recording = recordingLogger();
  const open = ({ types = '', position = log.head(), isCounted = true, client = 'test', isForeign = false }: Opening = {}) => {
    const response = new SlowResponse();
    const { logger } = recording;
    const subscriber = new Subscriber({
      response: response.asServerResponse(),
      socket: response.asSocket(),
      types,
      client,
      isCounted,
      isForeign,
      position,
      logger,
      now: () => clock.now,
    });
    fanout.add(subscriber);
    return { response, subscriber };
  };
  const publish = async (type: string, count = 1, size = 0) => {
    const records = await log.append(Array.from({ length: count }, () => draft({ type, size })));
    return records.map(({ id }) => id);
  };
  const pushGauge = (type = 'audio_level') => fanout.push([toGaugeRecord(draft({ type }))]);
  return { clock, log, fanout, recording, open, publish, pushGauge };
}

export function messagesOf(response: SlowResponse): Received[] {
  return interpret(response.chunks).messages.map(({ data, lastEventId }) => ({ data: JSON.parse(data), position: lastEventId }));
}

/** Types of what was received, the greeting included. */
export function typesOf(response: SlowResponse): string[] {
  return messagesOf(response).map(({ data }) => data.type);
}

/** Lets the fan-out flush and readers catch up, as far as they can. */
export async function settled(turns = 3): Promise<void> {
  for (let count = 0; count < turns; count++) await turn();
}
