import { readFile } from 'node:fs/promises';

/** The C library of Linux that compiled files need at least, as `2.17`; none where they do not say. */
export async function neededGlibc(files: readonly string[]): Promise<string | undefined> {
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  const versions = [...contents.join('').matchAll(/\0GLIBC_(\d+)\.(\d+)/g)].map(
    ([, major, minor]) => [Number(major), Number(minor)] as const,
  );
  return versions.toSorted(([a, b], [c, d]) => c - a || d - b)[0]?.join('.');
}
