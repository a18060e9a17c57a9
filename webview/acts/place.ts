import type { PanelState } from '../store.ts';
import { areaOf } from './focusArea.ts';

/** Whether the person is still where they are now: at the same event, not composing another one, and not writing somewhere else. */
export function watchPlace(current: () => PanelState): () => boolean {
  const { detail, composer, isFailedShown } = current();
  const focused = document.activeElement;
  return () => {
    const now = current();
    const isWriting = document.activeElement !== focused && areaOf(document.activeElement) === 'input';
    return now.detail === detail && now.composer === composer && now.isFailedShown === isFailedShown && !isWriting;
  };
}
