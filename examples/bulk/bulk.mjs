// Makes agents, 100 unless told otherwise: node bulk.mjs [count]
// One request: all events or none, in this order, and a repeat of the request would publish nothing twice.
const url = process.env.DEV_SYNC_URL ?? 'http://localhost:4848';
const [, , wanted = '100'] = process.argv;
if (!/^[1-9]\d*$/.test(wanted)) {
  process.stderr.write(`"${wanted}" cannot be a count of agents: give a whole number from 1 on, as in node bulk.mjs 100\n`);
  process.exit(2);
}
const count = Number(wanted);

const agents = Array.from({ length: count }, (_, n) => ({ agent_id: `agent-${n + 1}`, name: `Agent ${n + 1}` }));
const events = [
  ...agents.map((data) => ({ event_type: 'agent.created', data, source: 'bulk' })),
  { event_type: 'agents.bulk_created', data: { count }, source: 'bulk' },
];

try {
  const response = await fetch(`${url}/dev/webhook`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify(events),
  });
  const answer = await response.json();
  if (!answer.success) throw new Error(`${answer.error.message} ${answer.error.next}`);
  process.stdout.write(`${answer.message}\n`);
} catch (error) {
  const isAbsent = error instanceof TypeError;
  process.stderr.write(
    `${isAbsent ? `No hub answers at ${url}. Start Dev Sync in VS Code, or in its folder: node dist/cli.js serve` : error.message}\n`,
  );
  process.exitCode = 1;
}
