import { spawnSync } from 'node:child_process';
import { existsSync, globSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the compiled back ends load, and what they would fall back to. */
const libraries = globSync('/usr/lib/{*/,}lib{asound,pulse,pulse-simple,jack}.so*');
const folders = new Set(
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter(existsSync)
    .map((folder) => realpathSync(folder)),
);
const programs = [...folders].flatMap((folder) =>
  globSync('{parec,arecord,ffmpeg,pactl}', { cwd: folder }).map((name) => join(folder, name)),
);

/** Takes files away for itself alone, by a layer over each of their folders, and becomes the program that follows. */
const script = `
  set -e
  hidden=$1
  shift
  mount -t tmpfs tmpfs /mnt
  for file in $hidden; do
    folder=$(dirname "$file")
    layer=/mnt$folder
    if [ ! -d "$layer" ]; then
      mkdir -p "$layer/upper" "$layer/work"
      mount -t overlay overlay -o "lowerdir=$folder,upperdir=$layer/upper,workdir=$layer/work" "$folder"
    fi
    rm "$file"
  done
  exec "$@"
`;

/** Put before a command line, it runs as on a machine that has no library of a sound system, and no program that records. */
export const withoutAlsa = ['unshare', '-rm', 'sh', '-c', script, 'sh', [...libraries, ...programs].join(' ')] as const;

/** Options of a test that runs something so. */
export const needsLayers = { skip: canRun() ? false : 'needs user namespaces in which overlays can be mounted' };

function canRun(): boolean {
  const [command, ...parameters] = withoutAlsa;
  return process.platform === 'linux' && spawnSync(command, [...parameters, 'true']).status === 0;
}
