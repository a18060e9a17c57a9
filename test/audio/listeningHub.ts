import { readFile } from 'node:fs/promises';
import type { HubState } from '../../src/shared/api.ts';
import type { ListenBody, Listening, ListenStartAnswer, ListenStatusAnswer, ListenStopAnswer } from '../../src/shared/listening.ts';
import { type ServedHub, serveCli } from '../support/cli.ts';
import { childrenOf, commandLineOf } from '../support/processes.ts';
import type { Pulse } from '../support/pulse.ts';
import { until } from '../support/until.ts';

export type ListeningHub = ServedHub & {
  start(body?: ListenBody): Promise<ListenStartAnswer>;
  /** The answer of a start, whatever it is. */
  tryStart(): Promise<Response>;
  stop(): Promise<ListenStopAnswer>;
  status(): Promise<ListenStatusAnswer>;
  untilStatus(status: Listening['status']): Promise<ListenStatusAnswer>;
  token(): Promise<string>;
  /** Pid of the capture process, which must be there. */
  capturePid(): number;
};

/** The built hub with the microphone of a sound server; `env` goes over what that one needs. */
export async function serveListening(
  pulse: Pulse,
  parameters: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<ListeningHub> {
  const hub = await serveCli(['--port', '0', ...parameters], { env: { ...pulse.env, ...env } });
  const post = (path: string, body: ListenBody = {}) =>
    fetch(`${hub.url}/api/listen/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const status = async () => (await (await fetch(`${hub.url}/api/listen/status`)).json()) as ListenStatusAnswer;
  return {
    ...hub,
    tryStart: () => post('start'),
    start: async (body = {}) => {
      const response = await post('start', body);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`The hub does not listen: ${text}\n${hub.stderr()}`);
      return JSON.parse(text) as ListenStartAnswer;
    },
    stop: async () => (await (await post('stop')).json()) as ListenStopAnswer,
    status,
    untilStatus: (wanted) =>
      until(
        async () => {
          const now = await status();
          return now.status === wanted ? now : undefined;
        },
        `the status ${wanted}`,
        20_000,
      ),
    token: async () => (JSON.parse(await readFile(String(hub.ready.tokenFile), 'utf8')) as HubState).token,
    capturePid() {
      const pid = childrenOf(hub.pid).find((child) => commandLineOf(child).includes('capture.js'));
      if (pid === undefined) throw new Error('There is no capture process');
      return pid;
    },
  };
}
