import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waysOutOf } from '../../../../src/extension/messages/waysOut.ts';
import type { ErrorCode } from '../../../../src/shared/errors.ts';

const microphoneCodes: readonly ErrorCode[] = ['microphone-not-found', 'microphone-failed', 'microphone-lost', 'microphone-silent'];
for (const code of microphoneCodes) {
  test(`"${code}" offers another microphone and another try`, () => {
    assert.deepEqual(waysOutOf(code, 'startListening'), ['selectMicrophone', 'tryAgain']);
    assert.deepEqual(waysOutOf(code, 'selectMicrophone'), ['tryAgain']);
  });
}

for (const code of ['no-microphone', 'no-audio-backend'] as const) {
  test(`"${code}" offers no other microphone: there is none`, () => {
    assert.deepEqual(waysOutOf(code, 'startListening'), ['tryAgain', 'showLog']);
  });
}

test('a taken port offers another try and the setting', () => {
  assert.deepEqual(waysOutOf('port-in-use', 'start'), ['tryAgain', 'openPortSetting']);
});

test('a secret that is not there can be set', () => {
  for (const code of ['secret-missing', 'secret-invalid'] as const) {
    assert.deepEqual(waysOutOf(code, 'start'), ['setWebhookSecret', 'tryAgain']);
    assert.deepEqual(waysOutOf(code, 'setWebhookSecret'), ['tryAgain', 'showLog']);
  }
});

test('a log that a restart may mend offers one', () => {
  for (const code of ['log-damaged', 'log-failed'] as const) assert.deepEqual(waysOutOf(code, 'start'), ['restart', 'showLog']);
});

test('a rotation that came to nothing can be tried again', () => {
  assert.deepEqual(waysOutOf('hub-start-failed', 'rotateToken'), ['tryAgain', 'showLog']);
  assert.deepEqual(waysOutOf('hub-of-terminal', 'rotateToken'), ['showLog']);
});

test('everything else offers the log', () => {
  for (const code of ['internal-error', 'hub-unreachable', 'mic-denied', 'log-in-use', 'log-unavailable'] as const)
    assert.deepEqual(waysOutOf(code, 'start'), ['showLog']);
});
