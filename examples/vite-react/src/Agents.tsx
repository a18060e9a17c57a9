import { useDevEvents } from 'dev-sync/react';
import { devSync } from './devSync.ts';

const SHOWN = 1000;

/** The agents that were created since this tab was opened, in whichever tab or program. */
export function Agents() {
  const { events } = useDevEvents('agent.created', { client: devSync, limit: SHOWN });
  const { last: bulk } = useDevEvents('agents.bulk_created', { client: devSync, limit: 1 });
  return (
    <>
      {bulk && <p className="bulk">{bulk.data.count} agents were created in one go.</p>}
      {events.length === 0 && <p className="empty">Open this page in a second tab, and create an agent in one of them.</p>}
      <ol className="agents">
        {events.map(({ id, data, source, timestamp }) => (
          <li key={id}>
            <strong>{data.name}</strong>
            <span>{source}</span>
            <time dateTime={timestamp}>{new Date(timestamp).toLocaleTimeString()}</time>
          </li>
        ))}
      </ol>
    </>
  );
}
