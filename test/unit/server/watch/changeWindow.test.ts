import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import {
  type Change,
  ChangeWindow,
  type ChangeWindowOptions,
  type FileState,
  mergeChanges,
} from '../../../../src/server/watch/changeWindow.ts';

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

function startWindow(options: Partial<ChangeWindowOptions> = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  let now = 0;
  const published: string[] = [];
  const disk = new Map<string, FileState>();
  const changes = new ChangeWindow({
    publish: (file, change) => published.push(`${change} ${file}`),
    stateOf: (file) => disk.get(file),
    clock: () => now,
    ...options,
  });
  const pass = (ms: number) => {
    for (let step = 0; step < ms; step += 1) {
      now += 1;
      mock.timers.tick(1);
    }
  };
  /** Writes the file, of which chokidar tells at once. */
  const note = (file: string, change: Change, written: FileState) => {
    disk.set(file, written);
    changes.note(file, change, written);
  };
  const remove = (file: string) => {
    disk.delete(file);
    changes.note(file, 'removed');
  };
  return { changes, published, disk, pass, note, remove };
}

function state(size: number, mtimeMs = 1): FileState {
  return { size, mtimeMs, ctimeMs: mtimeMs, ino: 7 };
}

test('publishes a save once the file looks the same twice, 8 ms apart', () => {
  const { published, pass, note } = startWindow();
  note('a', 'changed', state(10));
  pass(7);
  assert.deepEqual(published, []);
  pass(2);
  assert.deepEqual(published, ['changed a']);
});

test('publishes a save in pieces once, when the last one is written', () => {
  const { published, disk, pass, note } = startWindow();
  note('a', 'changed', state(10));
  for (let piece = 2; piece < 6; piece += 1) {
    pass(6);
    disk.set('a', state(10 * piece, piece));
  }
  assert.deepEqual(published, []);
  pass(18);
  assert.deepEqual(published, ['changed a']);
});

test('publishes nothing when chokidar repeats what was published', () => {
  const { changes, published, disk, pass, note } = startWindow();
  note('a', 'changed', state(10));
  disk.set('a', state(20, 2));
  pass(50);
  changes.note('a', 'changed', state(20, 2));
  pass(50);
  assert.deepEqual(published, ['changed a']);
});

test('says nothing of a temporary file that takes a moment to become another one', () => {
  const { published, pass, note, remove } = startWindow();
  note('a.tmp', 'added', state(5));
  pass(50);
  remove('a.tmp');
  note('a', 'changed', state(5));
  pass(500);
  assert.deepEqual(published, ['changed a']);
});

test('waits for the word of chokidar about a file that is gone when it was to be published', () => {
  const { published, disk, pass, note, remove } = startWindow();
  note('a', 'changed', state(5));
  disk.delete('a');
  pass(40);
  remove('a');
  pass(200);
  assert.deepEqual(published, ['removed a']);
});

test('announces what happens after a change was published', () => {
  const { published, pass, note } = startWindow();
  note('a', 'changed', state(10));
  pass(70);
  note('a', 'changed', state(10, 2));
  pass(70);
  assert.deepEqual(published, ['changed a', 'changed a']);
});

test('waits longer for the content of an empty file', () => {
  const { published, pass, note } = startWindow();
  note('a', 'changed', state(0));
  pass(150);
  note('a', 'changed', state(10, 2));
  pass(5);
  assert.deepEqual(published, []);
  pass(10);
  assert.deepEqual(published, ['changed a']);
});

test('publishes a file that stays empty', () => {
  const { published, pass, note } = startWindow();
  note('a', 'added', state(0));
  pass(260);
  assert.deepEqual(published, ['added a']);
});

test('publishes at last, however busy the file is', () => {
  const { published, pass, note } = startWindow();
  for (let round = 1; round < 80; round += 1) {
    note('a', 'changed', state(round % 2, round));
    pass(6);
  }
  assert.deepEqual(published, ['changed a']);
});

test('publishes at last a file that looks different at every look, of which chokidar told once', () => {
  let looks = 0;
  const stateOf = () => {
    looks += 1;
    assert.ok(looks < 100, 'It looks for ever');
    return state(10, looks);
  };
  const { published, pass, note } = startWindow({ stateOf });
  note('a', 'changed', state(99));
  pass(390);
  assert.deepEqual(published, []);
  pass(20);
  assert.deepEqual(published, ['changed a']);
});

test('says nothing of a file that comes and goes', () => {
  const { published, pass, note, remove } = startWindow();
  note('a.tmp', 'added', state(5));
  pass(20);
  remove('a.tmp');
  pass(500);
  assert.deepEqual(published, []);
});

test('calls a file that is replaced changed', () => {
  const { published, pass, note, remove } = startWindow();
  remove('a');
  pass(80);
  note('a', 'added', state(5));
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
  const { published, pass, note, remove } = startWindow();
  for (let round = 0; round < 2; round += 1) {
    note('a', 'changed', state(5));
    remove('b');
    pass(200);
  }
  assert.deepEqual(published, ['changed a', 'removed b']);
});

test('reports the removal of a file that was announced and then seen as added again', () => {
  const { published, pass, note, remove } = startWindow();
  note('a', 'added', state(5));
  pass(100);
  note('a', 'added', state(5));
  remove('a');
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
  const changes = new ChangeWindow({ publish, stateOf: () => state(1), clock: () => now });
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
  const { changes, published, pass, note } = startWindow();
  note('a', 'changed', state(5));
  note('b', 'changed', state(5));
  changes.dispose();
  pass(500);
  assert.deepEqual(published, []);
});
