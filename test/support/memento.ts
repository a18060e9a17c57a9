import type { Memento } from 'vscode';

/** What a window keeps for its workspace; the same one again is the same window after a reload. */
export function createMemento(): Pick<Memento, 'get' | 'update'> {
  const values = new Map<string, string>();
  const get = (key: string) => {
    const text = values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const update = async (key: string, value: unknown) => {
    if (value === undefined) values.delete(key);
    else values.set(key, JSON.stringify(value));
  };
  return { get, update };
}
