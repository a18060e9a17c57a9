import type * as api from 'virtual:dev-sync';

/** `virtual:dev-sync` in the page. */
export const onWebhook: typeof api.onWebhook = (listener) => {
  // Vite looks for these very words. Where it builds, it puts `undefined` in their place, and nothing of this is left.
  const hot = import.meta.hot;
  if (!hot) return () => {};
  hot.on('dev-sync:webhook', listener);
  return () => hot.off('dev-sync:webhook', listener);
};
