/** Files whose saves are worth an event in a full-stack project. The defaults of `devSync.watch.include` and `.exclude`. */
export const defaultInclude: readonly string[] = ['**/*.{ts,tsx,js,jsx,mjs,cjs,vue,svelte,astro,css,scss,html,json,md,py}'];

/** Beside these, .gitignore and the editor's `files.watcherExclude` count. Our own fixtures are written while events are looked at. */
export const defaultExclude: readonly string[] = [
  '**/node_modules/**',
  '**/.git/**',
  '**/dist/**',
  '**/__pycache__/**',
  '**/.venv/**',
  '**/.dev-sync/**',
];
