import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { type Change, ChangeWindow, type FileState, mergeChanges } from '../../../../src/server/watch/changeWindow.ts';

const table: readonly [first: Change | undefined, second: Change, merged: Change | undefined][] = [
  [undefined, 'added', 'added'],
  ['added', 'changed', 'added'],
  ['added', 'removed', undefined],
  ['changed', 'changed', 'changed'],
  ['changed', 'removed', 'removed'],
  ['changed', 'added', 'changed'],
  ['removed', 'added', 'changed'],
  ['removed', 'removed', 'removed'],
];
for (const [first, second, merged] of table) {
  test(`${first ?? 'nothing'} and then ${second} amounts to ${merged ?? 'nothing'}`, () => {
    assert.equal(mergeChanges(first, second), merged);
  });
}

beforeEach(() => mock.timers.reset());

function startWindow() {
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  let now = 0;
  const published: string[] = [];
  const disk = new Map<string, FileState>();
  const changes = new ChangeWindow({
    publish: (file, change) => published.push(`${change} ${file}`),
    stateOf: (file) => disk.get(file),
    clock: () => now,
  });
  const pass = (ms: number) => {
    for (let step = 0; step < ms; step += 1) {
      now += 1;
      mock.timers.tick(1);
    }
  };
  return { changes, published, disk, pass };
}

function state(size: number, mtimeMs = 1): FileState {
  return { size, mtimeMs, ctimeMs: mtimeMs, ino: 7 };
}

test('publishes a save once, 60 ms after it began', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'changed', state(10));
  pass(50);
  changes.note('a', 'changed', state(20, 2));
  pass(8);
  assert.deepEqual(published, []);
  pass(3);
  assert.deepEqual(published, ['changed a']);
});

test('announces what happens after a change was published', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'changed', state(10));
  pass(70);
  changes.note('a', 'changed', state(10, 2));
  pass(70);
  assert.deepEqual(published, ['changed a', 'changed a']);
});

test('waits longer for the content of an empty file', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'changed', state(0));
  pass(150);
  changes.note('a', 'changed', state(10, 2));
  pass(55);
  assert.deepEqual(published, []);
  pass(10);
  assert.deepEqual(published, ['changed a']);
});

test('publishes a file that stays empty', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'added', state(0));
  pass(260);
  assert.deepEqual(published, ['added a']);
});

test('publishes at last, however busy the file is', () => {
  const { changes, published, pass } = startWindow();
  for (let round = 1; round < 12; round += 1) {
    changes.note('a', 'changed', state(round % 2, round));
    pass(40);
  }
  assert.deepEqual(published, ['changed a']);
});

test('says nothing of a file that comes and goes', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a.tmp', 'added', state(5));
  pass(20);
  changes.note('a.tmp', 'removed');
  pass(500);
  assert.deepEqual(published, []);
});

test('calls a file that is replaced changed', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'removed');
  pass(80);
  changes.note('a', 'added', state(5));
  pass(500);
  assert.deepEqual(published, ['changed a']);
});

test('calls a file changed that is there again when its removal is due, and waits for its content', () => {
  const { changes, published, disk, pass } = startWindow();
  changes.note('a', 'removed');
  disk.set('a', state(0));
  pass(300);
  assert.deepEqual(published, []);
  changes.note('a', 'added', state(5, 2));
  pass(100);
  assert.deepEqual(published, ['changed a']);
});

test('publishes the same state of a file once', () => {
  const { changes, published, pass } = startWindow();
  for (let round = 0; round < 2; round += 1) {
    changes.note('a', 'changed', state(5));
    changes.note('b', 'removed');
    pass(200);
  }
  assert.deepEqual(published, ['changed a', 'removed b']);
});

test('reports the removal of a file that was announced and then seen as added again', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'added', state(5));
  pass(100);
  changes.note('a', 'added', state(5));
  changes.note('a', 'removed');
  pass(200);
  assert.deepEqual(published, ['added a', 'removed a']);
});

test('publishes a burst in slices, between which other work can run', { timeout: 5000 }, async () => {
  let now = 0;
  const published: string[] = [];
  const publish = (file: string) => {
    published.push(file);
    // Each takes 1 ms, so a slice of 5 ms holds 5 of them.
    now += 1;
  };
  const changes = new ChangeWindow({ publish, stateOf: () => undefined, clock: () => now });
  for (let index = 0; index < 20; index += 1) changes.note(`${index}`, 'changed', state(1));
  const seen = new Set<number>();
  while (published.length < 20) {
    await new Promise(setImmediate);
    seen.add(published.length);
  }
  assert.equal(published.length, 20);
  assert.ok(seen.size >= 4, `seen between slices: ${[...seen]}`);
});

test('publishes nothing after it was disposed', () => {
  const { changes, published, pass } = startWindow();
  changes.note('a', 'changed', state(5));
  changes.note('b', 'changed', state(5));
  changes.dispose();
  pass(500);
  assert.deepEqual(published, []);
});
