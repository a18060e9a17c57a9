import type { AudioBackend } from '../../../shared/listening.ts';
import { arecordBackend } from './arecord.ts';
import type { CaptureBackend } from './backend.ts';
import { ffmpegBackend } from './ffmpeg.ts';
import { fileBackend } from './file.ts';
import { createNaudiodon } from './naudiodon.ts';
import { parecBackend } from './parec.ts';
import { createPvRecorder } from './pvrecorder.ts';
import { toneBackend } from './tone.ts';

/** @param nativeFolder where compiled parts lie in the packaged extension */
export function createBackends(nativeFolder: string): Readonly<Record<AudioBackend, CaptureBackend>> {
  return {
    naudiodon: createNaudiodon(nativeFolder),
    pvrecorder: createPvRecorder(nativeFolder),
    parec: parecBackend,
    arecord: arecordBackend,
    ffmpeg: ffmpegBackend,
    file: fileBackend,
    tone: toneBackend,
  };
}
