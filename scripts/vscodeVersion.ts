/**
 * The version of VS Code to test with, by its number or by the word `stable`, `insiders` or `lowest`.
 *
 * @param engine `engines.vscode` of the manifest, whose smallest version is the lowest one
 * @throws Error when the lowest version does not stand there
 */
export function toVsCodeVersion(wanted: string, engine: string): string {
  if (wanted !== 'lowest') return wanted;
  const lowest = /^(?:\^|>=)?(\d+\.\d+\.\d+)$/.exec(engine)?.[1];
  if (lowest === undefined) throw new Error(`engines.vscode is "${engine}", which names no lowest version. Write it as ^1.100.0.`);
  return lowest;
}
