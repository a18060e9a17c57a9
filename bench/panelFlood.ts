import { routes } from '../src/shared/api.ts';

/** Posts at a steady rate, in a process of its own, and says on stdout how many were acknowledged: `url eventsPerSecond seconds`. */
const [url = '', rate = '5000', seconds = '60'] = process.argv.slice(2);
const BATCHES_PER_SECOND = 50;
const types = ['agent.created', 'order.paid', 'user.login', 'rental.started', 'test.step'] as const;
const perBatch = Math.round(Number(rate) / BATCHES_PER_SECOND);
const batches = BATCHES_PER_SECOND * Number(seconds);

let accepted = 0;
const startedAt = performance.now();
for (let batch = 0; batch < batches; batch++) {
  const dueAt = startedAt + (batch * 1000) / BATCHES_PER_SECOND;
  const early = dueAt - performance.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  accepted += await post(batch);
}
process.stdout.write(JSON.stringify({ accepted, ms: performance.now() - startedAt }));

async function post(batch: number): Promise<number> {
  const events = Array.from({ length: perBatch }, (_, index) => eventAt(batch * perBatch + index));
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(events) };
  const response = await fetch(url + routes.webhook, init);
  if (!response.ok) throw new Error(`The hub answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { accepted: number }).accepted;
}

/** Types take turns, so that no two rows in a row could share one. */
function eventAt(n: number) {
  const data = { n, agent_id: `agent-${n % 1000}`, message: 'Something happened to this agent', cost: n / 7 };
  return { event_type: types[n % types.length], source: 'bench', data };
}
