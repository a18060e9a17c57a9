import * as development from './react.ts';
import * as production from './reactProduction.ts';

declare const process: { readonly env: { readonly NODE_ENV?: string } };

// See node.ts.
export const useDevEvents = process.env.NODE_ENV === 'production' ? production.useDevEvents : development.useDevEvents;
