import type { RequestListener } from 'node:http';
import type { HealthAnswer } from '../shared/api.ts';
import type { Logger } from '../shared/logger.ts';
import { createAnswerError } from './answer.ts';
import type { Listener } from './audio/listener.ts';
import type { MicrophoneConsent } from './audio/microphoneConsent.ts';
import type { BurstLog } from './burstLog.ts';
import type { Dashboard } from './dashboard.ts';
import type { Deliveries } from './delivery/deliveries.ts';
import type { Hub } from './hub.ts';
import type { EventLog } from './log/eventLog.ts';
import { Posts } from './posts/posts.ts';
import { type PublishRouteOptions, publishRoutes } from './routes/publish.ts';
import { answerWith, withApiBase } from './routes/route.ts';
import type { AccessGuards } from './security/access.ts';
import { createGate, type GateOptions } from './security/gate.ts';
import type { Statistics } from './stats/statistics.ts';
import type { Audience } from './stream/audience.ts';
import type { Fanout } from './stream/fanout.ts';
import type { LevelStreams } from './stream/levelStreams.ts';
import type { Windows } from './stream/windows.ts';

export type AppOptions = GateOptions &
  AccessGuards & {
    readonly hub: Hub;
    readonly log: EventLog;
    readonly fanout: Fanout;
    readonly windows: Windows;
    readonly audience: Audience;
    readonly listener: Listener;
    readonly consent: MicrophoneConsent;
    readonly levels: LevelStreams;
    readonly deliveries: Deliveries;
    readonly statistics: Statistics;
    readonly incomingKeys: PublishRouteOptions['incomingKeys'];
    readonly hubId: PublishRouteOptions['hubId'];
    readonly originLimit: PublishRouteOptions['originLimit'];
    readonly dashboard: Dashboard;
    readonly clientDir: string | undefined;
    readonly describe: () => Omit<HealthAnswer, 'proof'>;
    readonly shutDown: () => void;
    readonly refusals: Pick<BurstLog, 'note'>;
    readonly logger: Logger;
    readonly now: () => Date;
  };

/**
 * The HTTP face of the hub. Order: gate, route, access, body, handler, errors.
 *
 * Posts go from the gate to their handler past Express, which costs more than all that is done for an event. Express is loaded
 * when somebody wants one of the other routes.
 */
export function createApp(options: AppOptions): RequestListener {
  const gate = createGate(options);
  const answerError = createAnswerError(options);
  const posts = new Posts();
  const publish = publishRoutes({ ...options, posts, baseUrl: () => options.describe().url });
  const shortcuts = new Map(publish.both.flatMap((route) => withApiBase(route).map((way) => [way.path, answerWith(way, options)])));
  let router: RequestListener | undefined;
  const loadRouter = async () => {
    const { createRouter } = await import('./router.ts');
    router ??= createRouter({ ...options, publish, posts, answerError });
    return router;
  };

  return async (request, response) => {
    try {
      if (!gate(request, response)) return;
      const post = request.method === 'POST' ? shortcuts.get(request.url ?? '') : undefined;
      if (post) await post(request, response);
      // In the turn in which it came, or what is wrong behind it in its packet would be answered first.
      else (router ?? (await loadRouter()))(request, response);
    } catch (error) {
      answerError(error, request, response);
    }
  };
}
