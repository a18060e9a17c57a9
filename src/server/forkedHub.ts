import { once } from 'node:events';
import { toDevSyncError } from '../shared/errors.ts';
import type { HubProcessMessage, HubStartMessage } from '../shared/hubProcess.ts';
import { createLogger } from '../shared/logger.ts';
import { compileForBursts, removeOldCode } from './compiledCode.ts';
import { type HubOptions, startServer } from './index.ts';
import { createWordsFile } from './wordsFile.ts';

function tell(message: HubProcessMessage): void {
  // The parent may be gone already; the hub then ends with its last window as always.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** The forked hub: takes its options from the parent, answers `ready` or `failed`, lives on alone. */
export async function runHub(): Promise<void> {
  const [{ options }] = (await once(process, 'message')) as [HubStartMessage<Partial<HubOptions>>];
  const logger = createLogger(createWordsFile({ path: options.logPath }));
  try {
    const hub = await startServer(options, { logger });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void hub.dispose());
    tell({ kind: 'ready', state: hub.state });
    compileForBursts();
    void removeOldCode();
    await hub.ended;
    logger.info('The hub has ended');
    process.exit(0);
  } catch (error) {
    const failure = toDevSyncError(error);
    // Two windows may start at the same moment; the one that loses the port joins the hub of the other.
    if (failure.code === 'port-in-use') logger.info('The hub did not start', { reason: failure.message });
    else logger.error('The hub did not start', { cause: failure.cause ?? failure });
    tell({ kind: 'failed', error: failure.toInfo() });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}
