import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { MicrophoneConsent, type MicrophoneConsentOptions } from '../../../../src/extension/microphone/microphoneConsent.ts';
import { limits } from '../../../../src/shared/api.ts';
import { DevSyncError, type ErrorCode, toDevSyncError } from '../../../../src/shared/errors.ts';
import { createLogger } from '../../../../src/shared/logger.ts';

type Message = { readonly words: string; readonly buttons: readonly string[]; click(button: string | undefined): void; fail(): void };

const SHOP = 'http://localhost:3000';
const PROGRAM = 'A program without the token of the hub';
const UNTIL = '2026-12-22T12:00:00.000Z';

afterEach(() => mock.timers.reset());

/** A window whose messages behave like those of the editor: the same words again close the message before. */
function openWindow(options: Partial<MicrophoneConsentOptions> = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const messages: Message[] = [];
  /** What the hub and the person heard, in order. */
  const heard: string[] = [];
  const ask = (words: string, buttons: readonly string[]) =>
    new Promise<string | undefined>((resolve, reject) => {
      for (const message of messages) if (message.words === words) message.click(undefined);
      messages.push({ words, buttons, click: resolve, fail: () => reject(new Error('no window')) });
    });
  const consent = new MicrophoneConsent({
    answer: async (id, verdict) => {
      heard.push(`${id} ${verdict}`);
      return verdict === 'deny' ? 'denied' : 'started';
    },
    permissions: {
      allow: async (origin) => {
        heard.push(`allow ${origin}`);
        return UNTIL;
      },
    },
    notify: {
      ask,
      mayListenHere: (origin, { until, isLate }) => void heard.push(`${origin} until ${until}${isLate ? ', late' : ''}`),
      onceTooLate: (asker, isKept) => void heard.push(`late ${asker}${isKept ? '' : ', forgotten'}`),
      failed: (error, command) => void heard.push(`failed ${toDevSyncError(error).code} of ${command}`),
    },
    remoteHost: undefined,
    logger: createLogger((_, line) => heard.push(`log: ${line.split(/ \w+=/)[0]}`)),
    ...options,
  });
  /** The newest message, and all that its click sets off. */
  const click = async (button: string | undefined, message = messages.at(-1)) => {
    message?.click(button);
    await settled();
  };
  return { consent, messages, heard, click };
}

/** All that is waiting has happened; timers are the test's own. */
const settled = () => new Promise(setImmediate);

async function wait(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settled();
}

const refusing = (code: ErrorCode) => async () => {
  throw new DevSyncError(code);
};

test('a page and its buttons are named, and the hub gets what was clicked', async () => {
  const { consent, messages, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  const words =
    `${SHOP} wants to switch on the microphone of this machine. It hears levels, not sound. ` +
    'Without an answer in 30 seconds it is told no.';
  assert.equal(messages[0]?.words, words);
  assert.deepEqual(messages[0]?.buttons, ['Allow Once', 'Always Allow Here', 'Deny']);
  await click('Allow Once');
  consent.consider({ id: 'q2', origin: SHOP });
  await click('Deny');
  assert.deepEqual(heard, ['q1 once', 'q2 deny']);
});

test('a program can be allowed once only, and in a remote window its machine is named', async () => {
  const { consent, messages, heard, click } = openWindow({ remoteHost: 'build-7' });
  consent.consider({ id: 'q1', origin: null });
  assert.ok(messages[0]?.words.startsWith(`${PROGRAM} wants to switch on the microphone of build-7.`));
  assert.deepEqual(messages[0]?.buttons, ['Allow Once', 'Deny']);
  await click('Allow Once');
  assert.deepEqual(heard, ['q1 once']);
});

test('an origin that the hub would not take as allowed cannot be allowed for always', () => {
  const { consent, messages } = openWindow();
  consent.consider({ id: 'q1', origin: `http://${'a'.repeat(limits.originCharacters)}.localhost` });
  assert.deepEqual(messages[0]?.buttons, ['Allow Once', 'Deny']);
});

test('a message that is closed is a "no"', async () => {
  const { consent, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  await click(undefined);
  assert.deepEqual(heard, ['q1 deny']);
});

test('"Always" is known to the hub before the page is let in, and the person is told for how long', async () => {
  const { consent, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  await click('Always Allow Here');
  assert.deepEqual(heard, [`allow ${SHOP}`, 'q1 always', `${SHOP} until ${UNTIL}`]);
});

test('an open question is shown again before the editor hides it, which is no answer; the last one can be closed as the first', async () => {
  const { consent, messages, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  await wait(11_999);
  assert.equal(messages.length, 2);
  await wait(12_000);
  assert.deepEqual([messages.length, heard], [3, []]);
  await click(undefined);
  await wait(60_000);
  assert.deepEqual([messages.length, heard], [3, ['q1 deny']]);
});

test('a click counts although the message was shown again at that moment, and only once', async () => {
  const clicks: ((button: string) => void)[] = [];
  const ask = () => new Promise<string>((resolve) => void clicks.push(resolve));
  const { consent, heard } = openWindow({ notify: { ask, mayListenHere() {}, onceTooLate() {}, failed() {} } });
  consent.consider({ id: 'q1', origin: SHOP });
  await wait(12_000);
  clicks[0]?.('Allow Once');
  clicks[1]?.('Deny');
  await settled();
  assert.deepEqual(heard, ['q1 once']);
});

test('a question that the hub has given up is not shown again; to close it says nothing, and a yes still counts', async () => {
  const { consent, messages, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  consent.consider({ id: 'q2', origin: 'http://localhost:5173' });
  await wait(limits.microphoneQuestionMs);
  const count = messages.length;
  await wait(60_000);
  assert.equal(messages.length, count);
  await click(undefined);
  assert.deepEqual(heard, []);
  await click('Allow Once', messages[0]);
  assert.deepEqual(heard, ['q1 once']);
});

test('however many messages stand unanswered, the next asker is asked about', async () => {
  const { consent, messages, heard, click } = openWindow();
  for (const port of [1, 2, 3, 4, 5]) {
    consent.consider({ id: `q${port}`, origin: `http://localhost:${port}` });
    await wait(limits.microphoneQuestionMs);
  }
  consent.consider({ id: 'q6', origin: SHOP });
  assert.ok(messages.at(-1)?.words.startsWith(SHOP));
  await click('Allow Once');
  assert.deepEqual(heard, ['q6 once']);
});

test('the same asker later: the message of before is no answer', async () => {
  const { consent, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  await wait(limits.microphoneQuestionMs);
  consent.consider({ id: 'q2', origin: SHOP });
  await settled();
  assert.deepEqual(heard, []);
  await click('Allow Once');
  assert.deepEqual(heard, ['q2 once']);
});

for (const [outcome, code] of [
  ['expired', undefined],
  ['forgotten', 'unknown-question'],
] as const) {
  test(`a yes that came too late is told to the person, a no is not (${outcome})`, async () => {
    const { consent, click, heard } = openWindow({ answer: code ? refusing(code) : async () => 'expired' });
    for (const button of ['Allow Once', 'Always Allow Here', 'Deny']) {
      consent.consider({ id: 'q', origin: SHOP });
      await click(button);
    }
    const once = code ? `late ${SHOP}, forgotten` : `late ${SHOP}`;
    assert.deepEqual(heard, [once, `allow ${SHOP}`, `${SHOP} until ${UNTIL}, late`]);
  });
}

test('a microphone that does not open after a yes is said; a no that nobody hears is not', async () => {
  const { consent, heard, click } = openWindow({ answer: refusing('no-microphone') });
  consent.consider({ id: 'q1', origin: SHOP });
  await click('Allow Once');
  consent.consider({ id: 'q2', origin: SHOP });
  await click('Deny');
  assert.deepEqual(heard, ['failed no-microphone of startListening', 'log: An answer about the microphone changed nothing']);
});

test('a question that cannot be shown is logged, and the next one is asked', async () => {
  const { consent, messages, heard, click } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  messages[0]?.fail();
  await settled();
  consent.consider({ id: 'q2', origin: SHOP });
  await click('Deny');
  assert.deepEqual(heard, ['log: A question about the microphone came to nothing', 'q2 deny']);
});

test('after its end the window shows nothing again', async () => {
  const { consent, messages } = openWindow();
  consent.consider({ id: 'q1', origin: SHOP });
  consent.dispose();
  await wait(60_000);
  assert.equal(messages.length, 1);
});
