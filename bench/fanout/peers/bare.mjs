// The floor for a start and for memory: node:http that answers, and nothing else. Plain JavaScript, so that no types are stripped at start.
import { createServer } from 'node:http';

const subscribers = new Set();

createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(':\n\n');
    subscribers.add(response);
    return;
  }
  request.resume().on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"success":true}');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
