import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { python } from '../../scripts/systemPackages.ts';
import { type TempWorkspace, tempWorkspace } from './tempWorkspace.ts';

/** A file in a package, and its size when unpacked. */
export type Entry = { readonly name: string; readonly size: number };

export async function vsixEntries(vsix: string): Promise<readonly Entry[]> {
  return JSON.parse(await python3(vsix, 'json.dumps([dict(name=i.filename, size=i.file_size) for i in vsix.infolist()])')) as Entry[];
}

export function vsixText(vsix: string, file: string): Promise<string> {
  return python3(vsix, `vsix.read(${JSON.stringify(file)}).decode()`);
}

/** Lays the package in a folder of its own, with nothing of ours around it. */
export async function unpackVsix(vsix: string): Promise<TempWorkspace> {
  const workspace = await tempWorkspace();
  await python3(vsix, `vsix.extractall(${JSON.stringify(workspace.path)})`);
  return workspace;
}

/** The VSIX is a zip, which Python reads without a package: what an expression over it prints. */
async function python3(vsix: string, expression: string): Promise<string> {
  const script = `import json,sys,zipfile; vsix = zipfile.ZipFile(sys.argv[1]); sys.stdout.reconfigure(encoding="utf-8"); print(${expression})`;
  return (await promisify(execFile)(python, ['-c', script, vsix], { maxBuffer: 2 ** 24 })).stdout;
}
