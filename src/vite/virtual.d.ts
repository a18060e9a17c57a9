// What `virtual:dev-sync` has; the build copies this file as `vite-client.d.ts`.
declare module 'virtual:dev-sync' {
  export type Webhook<Data = Record<string, unknown>> = { readonly type: string; readonly data: Data };

  /** Hears the webhooks that the dev server receives while this page is open. Nothing in production. */
  export function onWebhook<Data = Record<string, unknown>>(listener: (webhook: Webhook<Data>) => void): () => void;
}
