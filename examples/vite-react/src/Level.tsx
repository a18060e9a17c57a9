import { useDevEvents } from 'dev-sync/react';
import { devSync } from './devSync.ts';

/** What the microphone hears, or whoever posts `audio_level`. */
export function Level() {
  const { last: level } = useDevEvents('audio_level', { client: devSync, limit: 1 });
  const { last: listening } = useDevEvents('listening_status', { client: devSync, limit: 1 });
  const percent = Math.round(level?.data.audioLevel ?? 0);
  return (
    <section className="card">
      <h2>Level</h2>
      <meter aria-label="Level" min={0} max={100} value={percent} />
      <p>{level ? `${percent} %` : 'Run “Dev Sync: Start Listening” to see your voice.'}</p>
      {listening?.data.isListening && <p>The microphone is on.</p>}
    </section>
  );
}
