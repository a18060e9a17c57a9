import { createDevSync } from 'dev-sync/client';

/** The events of this application. Everything below knows what is in them. */
export type AgentEvents = {
  'agent.created': { readonly agent_id: string; readonly name: string };
  'agents.bulk_created': { readonly count: number };
};

export const devSync = createDevSync<AgentEvents>({ source: 'vite-react' });
