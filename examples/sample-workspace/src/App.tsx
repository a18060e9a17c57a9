import { useEffect, useState } from 'react';

type DevSyncEvent = { id?: string; type: string; data: Record<string, unknown> };

/** The list of rentals, which the backend's events keep up to date. */
export function App() {
  const [events, setEvents] = useState<DevSyncEvent[]>([]);

  useEffect(() => {
    const stream = new EventSource('http://localhost:4848/dev/events?types=rental.*');
    stream.onmessage = (message) => setEvents((seen) => [...seen, JSON.parse(message.data)]);
    return () => stream.close();
  }, []);

  return (
    <ul>
      {events.map((event) => (
        <li key={event.id}>{event.type}</li>
      ))}
    </ul>
  );
}
