import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ownTarget } from '../../scripts/native/targets.ts';
import { builtUniversalVsix, builtVsix } from '../../scripts/package.ts';
import { pvrecorderFiles } from '../../src/server/audio/capture/pvrecorderFiles.ts';
import { startPulse } from '../support/pulse.ts';
import { unpackVsix } from '../support/vsix.ts';
import { isUsable, rmsDb, startCapture, toList, toOpen } from './captureKit.ts';

/** Where npm packages have their compiled parts. */
const places = {
  naudiodon: { package: 'naudiodon', path: 'build/Release/naudiodon.node' },
  pvrecorder: { package: '@picovoice/pvrecorder-node', path: join('lib', ownTarget ? pvrecorderFiles[ownTarget] : '') },
} as const;

/** Where no package of npm is near, unless one is planted above it. */
async function unpackCapture(vsix: string) {
  const unpacked = await unpackVsix(vsix);
  return {
    bundle: join(unpacked.path, 'extension', 'dist', 'capture.js'),
    async plant(place: { readonly package: string; readonly path: string }) {
      const folder = join('node_modules', place.package);
      await unpacked.write(join(folder, 'package.json'), '{}');
      await unpacked.write(join(folder, place.path), 'not ours');
    },
    [Symbol.asyncDispose]: () => unpacked.dispose(),
  };
}

for (const backend of ['naudiodon', 'pvrecorder'] as const) {
  describe(`${backend} of the packaged extension`, { skip: !isUsable(backend) && 'not for this system' }, () => {
    it('lists the microphones and hears', async () => {
      await using pulse = await startPulse();
      await using _ = await pulse.playTone({ dbfs: -20 });
      await using packaged = await unpackCapture(builtVsix);
      const options = { ...pulse, bundle: packaged.bundle };
      await using list = startCapture(toList({ backend }), options);
      assert.deepEqual(
        (await list.said('devices')).devices.map(({ id }) => id),
        ['virtual.monitor'],
      );
      await using capture = startCapture(toOpen({ backend }), options);
      const level = rmsDb(await capture.blocks(25, 15));
      assert.ok(Math.abs(level + 23.01) <= 0.1, `${level} dBFS`);
    });

    it('is missed in words where the package is the universal one, whatever others have put into the folders above', async () => {
      await using pulse = await startPulse();
      await using packaged = await unpackCapture(builtUniversalVsix);
      await packaged.plant(places[backend]);
      await using list = startCapture(toList({ backend }), { ...pulse, bundle: packaged.bundle });
      const { error } = await list.said('failed');
      assert.equal(error.code, 'no-audio-backend');
      assert.match(error.message, new RegExp(`^${backend} cannot be used here: this package of Dev Sync does not bring it for`));
    });
  });
}
