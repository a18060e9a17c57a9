/** The editor takes a warning off the screen after 12 s; in the list of notifications few people see it. */
const SHOW_AGAIN_MS = 11_000;

/**
 * Keeps a message before a person's eyes by showing it again. The editor closes the older one of two equal messages, which is no
 * answer. Resolves with what was chosen, however late, and with undefined when the person closed it.
 *
 * @param over aborted when it need not be seen any more; it stays in the list of notifications
 */
export function keepShowing<T>(show: () => PromiseLike<T | undefined>, over: AbortSignal): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  let newest: PromiseLike<T | undefined> | undefined;
  const showNow = () => {
    const message = show();
    newest = message;
    message.then((chosen) => {
      if (chosen !== undefined || newest === message) resolve(chosen);
    }, reject);
  };
  const timer = setInterval(showNow, SHOW_AGAIN_MS);
  const rest = () => clearInterval(timer);
  over.addEventListener('abort', rest);
  void promise.then(rest, rest);
  showNow();
  return promise;
}
