import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, node, root, say } from './project.ts';

/** Where the tests find the package that they install. */
export const builtVsix = join(root, '.cache', 'dev-sync.vsix');

/** Builds for production (vsce runs "vscode:prepublish") and packs the extension. All is bundled, so no dependency goes in. */
export async function packageVsix(path: string): Promise<void> {
  const vsce = join(dirname(fileURLToPath(import.meta.resolve('@vscode/vsce/package.json'))), 'vsce');
  await node([vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', path], {
    quiet: true,
  });
}

/** `dev-sync-<version>.vsix` in the root. */
export function defaultVsix(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return join(root, `dev-sync-${version}.vsix`);
}

if (import.meta.main) {
  const path = process.argv[2] ?? defaultVsix();
  try {
    await packageVsix(path);
    say(path);
  } catch (error) {
    fail(error);
  }
}
