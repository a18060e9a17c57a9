// What a project writes in ten minutes: Express 5, one write for each event and subscriber.
import express from 'express';

const subscribers = new Set();
const app = express();
app.use(express.json());

app.post('/dev/webhook', (request, response) => {
  const { event_type, data } = request.body;
  const event = { type: event_type, data, timestamp: new Date().toISOString() };
  for (const subscriber of subscribers) subscriber.write(`data: ${JSON.stringify(event)}\n\n`);
  response.json({ success: true, subscribers: subscribers.size });
});

app.get('/dev/events', (request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', Connection: 'keep-alive' });
  response.write('data: {"type":"connected"}\n\n');
  subscribers.add(response);
  request.on('close', () => subscribers.delete(response));
});

app.listen(Number(process.env.PORT), '127.0.0.1');
