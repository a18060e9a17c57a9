// The library for it: better-sse on Express 5. It is not a dependency of ours, so the bench says where it put it.
import { createRequire } from 'node:module';
import express from 'express';

const { createChannel, createSession } = createRequire(process.env.BENCH_PACKAGES)('better-sse');
const channel = createChannel();
const app = express();
app.use(express.json());

app.post('/dev/webhook', (request, response) => {
  const { event_type, data } = request.body;
  channel.broadcast({ type: event_type, data, timestamp: new Date().toISOString() });
  response.json({ success: true, subscribers: channel.sessionCount });
});

app.get('/dev/events', async (request, response) => {
  const session = await createSession(request, response);
  session.push({ type: 'connected' });
  channel.register(session);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
