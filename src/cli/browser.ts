import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

type Surroundings = { readonly platform: string; readonly env: Readonly<Record<string, string | undefined>> };

/** The program that shows a page to the person at this terminal, with its parameters; undefined where there is no screen. */
export function browserCommand(
  url: string,
  { platform, env }: Surroundings,
): readonly [program: string, ...parameters: string[]] | undefined {
  const [program, ...parameters] = wordsOf(env.BROWSER ?? '');
  if (program !== undefined) return [program, ...parameters, url];
  if (platform === 'darwin') return ['open', url];
  // A shell would take the & of an address for its own.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  if (env.WSL_DISTRO_NAME) return ['wslview', url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
}

/** A program with parameters, as in `firefox -P dev`, or the path of a program, which may have blanks in it. */
function wordsOf(browser: string): readonly string[] {
  return existsSync(browser) ? [browser] : browser.split(' ').filter((word) => word !== '');
}

/** Starts it and leaves it alone. Resolves with whether it could be started; what it says is not for this terminal. */
export function startBrowser([program, ...parameters]: readonly [string, ...string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    // It makes VS Code's program our Node; what we start is to be itself.
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
    const child = spawn(program, parameters, { detached: true, stdio: 'ignore', windowsHide: true, env });
    child.once('error', () => resolve(false)).once('spawn', () => resolve(true));
    child.unref();
  });
}
