import { createRequire } from 'node:module';

/** The baseline for CPU: the addon of naudiodon in 20 ms blocks, which nobody looks at. Ends with its parent. */
type Addon = { create(options: object): { start(): void; read(bytes: number): Promise<unknown> } };

const FRAMES = 960;
const BYTES = 4 * FRAMES;
const addon = createRequire(import.meta.url)('naudiodon/build/Release/naudiodon.node') as Addon;
const stream = addon.create({
  inOptions: { deviceId: -1, channelCount: 1, sampleFormat: 1, sampleRate: 48_000, framesPerBuffer: FRAMES, highwaterMark: BYTES },
});
process.on('disconnect', () => process.exit(0));
stream.start();
for (;;) await stream.read(BYTES);
