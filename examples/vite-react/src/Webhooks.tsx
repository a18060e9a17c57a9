import { onWebhook, type Webhook } from 'virtual:dev-sync';
import { useEffect, useState } from 'react';

const SHOWN = 5;

/** What arrived at this dev server's own `/api/webhook/receive`, from the hub or straight from a backend. */
export function Webhooks() {
  const [webhooks, setWebhooks] = useState<readonly Webhook[]>([]);
  useEffect(() => onWebhook((webhook) => setWebhooks((before) => [webhook, ...before].slice(0, SHOWN))), []);
  return (
    <section className="card" aria-label="Webhooks">
      <h2>Webhooks</h2>
      {webhooks.length === 0 && <p className="empty">Nothing has been sent to /api/webhook/receive yet.</p>}
      <ul>
        {webhooks.map((webhook, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: webhooks have no ids, and rows no state
          <li key={index}>
            <strong>{webhook.type}</strong> <code>{JSON.stringify(webhook.data)}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
