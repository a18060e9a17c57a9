import { limits } from '../../../src/shared/api.ts';
import { type Attack, type AttackClass, post } from './attack.ts';

const MIB = 1024 * 1024;

/** How the code that stops it answers. */
const refusals = {
  json: [400, 'malformed-json'],
  parsedDepth: [422, 'json-too-deep'],
  exactNumbers: [422, 'too-many-long-numbers'],
  depth: [422, 'invalid-event', 'data'],
} as const;

function refused(guard: keyof typeof refusals, name: string, body: string | (() => string)): Attack {
  return { name, guard, send: () => post('/dev/webhook', typeof body === 'string' ? body : body()), outcome: { refused: refusals[guard] } };
}

/** Data that listeners get as it was sent. */
function published(name: string, data: string, expected = data): Attack {
  return {
    name,
    guard: 'exactJson',
    send: post('/dev/webhook', `{"event_type":"attack","data":${data}}`),
    outcome: { published: expected },
  };
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

export const json: AttackClass = {
  title: 'JSON bombs',
  attacks: [
    refused('depth', '65 levels of objects', `{"event_type":"a","data":${'{"a":'.repeat(64)}{}${'}'.repeat(64)}}`),
    refused('depth', '65 levels of arrays', `{"event_type":"a","data":{"a":${nested(limits.jsonDepth)}}}`),
    refused('parsedDepth', '100,000 levels', () => `{"event_type":"a","data":{"a":${nested(100_000)}}}`),
    refused('parsedDepth', '8 MiB of [ and nothing else', () => '['.repeat(8 * MIB)),
    refused('exactNumbers', '100,001 times -0', () => `{"event_type":"a","data":{"x":[${'-0,'.repeat(100_000)}-0]}}`),
    refused('json', 'NaN', '{"event_type":"a","data":{"x":NaN}}'),
    refused('json', 'Infinity', '{"event_type":"a","data":{"x":-Infinity}}'),
    refused('json', 'two values', '{"event_type":"a"}{"event_type":"b"}'),
    refused('json', 'a comment', '{"event_type":"a"/*,"source":"x"*/}'),
    refused('json', 'a byte order mark between values', '{"event_type":\ufeff"a"}'),
    published('the key __proto__', '{"__proto__":{"isAdmin":true}}'),
    published('the key __proto__, ten levels down', `${'{"a":'.repeat(10)}{"__proto__":{"isAdmin":true}}${'}'.repeat(10)}`),
    published('the key constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'),
    published('the keys of every object', '{"toString":1,"valueOf":null,"hasOwnProperty":false,"toJSON":"x","then":{}}'),
    published('the same key twice: the last one counts', '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'),
    published('1e400, -0 and 1e-400', '{"x":1e400,"y":-0,"z":1e-400}'),
    published('an integer of 400 digits', `{"x":${'9'.repeat(400)}}`),
    published('a negative integer of 20 digits', '{"x":-12345678901234567890}'),
    published('half of a surrogate pair', '{"x":"\\ud800"}'),
    published('NUL in a string', '{"x":"a\\u0000b"}'),
    published('a key of 100,000 characters', `{"${'k'.repeat(100_000)}":1}`),
  ],
};
