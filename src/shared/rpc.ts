import { DevSyncError, type ErrorInfo, fromErrorInfo, toErrorInfo } from './errors.ts';
import type { Disposable } from './lifecycle.ts';

/** A two-way message pipe, as `postMessage` gives it. */
export type RpcChannel = {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
};

// biome-ignore lint/suspicious/noExplicitAny: the parameter list of "any function" cannot be written without it
type AnyFunction = (...parameters: any[]) => unknown;
type Api<T> = { readonly [K in keyof T]: AnyFunction };

/** The other side's functions, as we call them. */
export type Remote<T extends Api<T>> = {
  readonly [K in keyof T]: (...parameters: Parameters<T[K]>) => Promise<Awaited<ReturnType<T[K]>>>;
};

/** Our own functions, as the other side calls them. */
export type Handlers<T extends Api<T>> = {
  readonly [K in keyof T]: (...parameters: Parameters<T[K]>) => ReturnType<T[K]> | Promise<Awaited<ReturnType<T[K]>>>;
};

export type Rpc<R extends Api<R>> = Disposable & { readonly remote: Remote<R> };

export type RpcOptions = {
  readonly timeoutMs?: number;
  /** Functions of the other side that wait for a person, and may take for ever. */
  readonly untimed?: readonly string[];
  /** Hears of messages that are not ours and of calls that fail. */
  readonly onProblem: (sentence: string, cause: unknown) => void;
};

type Call = { readonly rpc: 'call'; readonly id: number; readonly method: string; readonly parameters: readonly unknown[] };
type Reply = { readonly rpc: 'reply'; readonly id: number; readonly ok: boolean; readonly value?: unknown; readonly error?: ErrorInfo };
type Pending = { resolve(value: unknown): void; reject(error: unknown): void; readonly timer: ReturnType<typeof setTimeout> | undefined };

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Calls functions over a message pipe. A failure on the other side arrives with its code and sentence;
 * a call without a reply fails after the time-out, and at once when this side is disposed.
 */
export function createRpc<L extends Api<L>, R extends Api<R>>(channel: RpcChannel, handlers: Handlers<L>, options: RpcOptions): Rpc<R> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let isDisposed = false;

  const settle = ({ id, ok, value, error }: Reply): void => {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    clearTimeout(call.timer);
    if (ok) call.resolve(value);
    else call.reject(fromErrorInfo(error) ?? new DevSyncError('internal-error'));
  };

  const call = (method: string, parameters: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isDisposed) throw closed();
      const id = ++lastId;
      // First of all, since a message that cannot travel must leave nothing behind. Replies come in a later turn.
      channel.post({ rpc: 'call', id, method, parameters } satisfies Call);
      const giveUp = () => {
        pending.delete(id);
        reject(new DevSyncError('request-timeout', { message: `"${method}" was not answered in time.` }));
      };
      const timer = options.untimed?.includes(method) ? undefined : setTimeout(giveUp, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      pending.set(id, { resolve, reject, timer });
    });

  const reply = (message: Reply): void => {
    if (!isDisposed) channel.post(message);
  };

  const subscription = channel.onMessage((message) => {
    if (isReply(message)) settle(message);
    else if (isCall(message)) void answer(reply, handlers, message, options);
    else options.onProblem('Dropped a message that is not of this protocol', message);
  });

  return {
    remote: new Proxy({} as Remote<R>, {
      // `then` must stay absent, or awaiting the remote would call it.
      get: (_, method) =>
        typeof method === 'string' && method !== 'then' ? (...parameters: unknown[]) => call(method, parameters) : undefined,
    }),
    dispose() {
      isDisposed = true;
      void subscription.dispose();
      for (const { reject, timer } of pending.values()) {
        clearTimeout(timer);
        reject(closed());
      }
      pending.clear();
    },
  };
}

function closed(): DevSyncError {
  return new DevSyncError('shutting-down', { message: 'The other side was closed.' });
}

async function answer<L extends Api<L>>(
  reply: (message: Reply) => void,
  handlers: Handlers<L>,
  call: Call,
  options: RpcOptions,
): Promise<void> {
  const { id, method, parameters } = call;
  try {
    if (!Object.hasOwn(handlers, method)) throw new DevSyncError('not-found', { message: `There is no function "${method}".` });
    const handler: AnyFunction = handlers[method as keyof L];
    reply({ rpc: 'reply', id, ok: true, value: await handler(...parameters) });
  } catch (error) {
    options.onProblem(`"${method}" failed`, error);
    reply({ rpc: 'reply', id, ok: false, error: toErrorInfo(error) });
  }
}

function isCall(message: unknown): message is Call {
  const call = message as Partial<Call> | null;
  return call?.rpc === 'call' && typeof call.id === 'number' && typeof call.method === 'string' && Array.isArray(call.parameters);
}

function isReply(message: unknown): message is Reply {
  const reply = message as Partial<Reply> | null;
  return reply?.rpc === 'reply' && typeof reply.id === 'number' && typeof reply.ok === 'boolean';
}
