import type { Argument, Command, Option } from 'commander';

/** What may stand at the end of a command line. */
export type Wanted =
  | { readonly kind: 'files' | 'folders' }
  /** Of what passed the hub. */
  | { readonly kind: 'types' | 'sources' | 'query' }
  | { readonly kind: 'words'; readonly words: readonly Candidate[] };

export type Candidate = { readonly text: string; readonly detail?: string };

/** What is wanted, and the part of the last word that is written already and stays. */
export type Place = { readonly wanted: Wanted; readonly before: string; readonly current: string };

const nothing: Wanted = { kind: 'words', words: [] };

/** What values mean by the name that the help gives them. */
const byName: Readonly<Record<string, Wanted['kind']>> = {
  file: 'files',
  dir: 'folders',
  type: 'types',
  globs: 'types',
  query: 'query',
};

/** @param words behind `dev-sync`, the last one as far as it is written */
export function placeIn(program: Command, words: readonly string[]): Place {
  const current = words.at(-1) ?? '';
  const { command, pending, operands, isOperand } = walk(program, words.slice(0, -1));
  if (pending) return { wanted: wantedBy(pending), before: '', current };
  if (isOperand || !current.startsWith('-')) return { wanted: wantedOperand(command, operands), before: '', current };
  const [, before = '', value = ''] = /^(--[^=]+=)(.*)$/s.exec(current) ?? [];
  const option = before === '' ? undefined : optionOf(command, before.slice(0, -1));
  if (option) return { wanted: wantedBy(option), before, current: value };
  return { wanted: { kind: 'words', words: optionsOf(command) }, before: '', current };
}

type Walk = {
  readonly command: Command;
  /** An option that waits for its value. */
  readonly pending: Option | undefined;
  readonly operands: number;
  /** Behind `--`. */
  readonly isOperand: boolean;
};

function walk(program: Command, words: readonly string[]): Walk {
  let at: Walk = { command: program, pending: undefined, operands: 0, isOperand: false };
  for (const word of words) at = step(at, word);
  return at;
}

function step(at: Walk, word: string): Walk {
  if (at.pending) return { ...at, pending: undefined };
  if (!at.isOperand && word === '--') return { ...at, isOperand: true };
  if (!at.isOperand && word.startsWith('-')) {
    const option = optionOf(at.command, word);
    return option?.required || option?.optional ? { ...at, pending: option } : at;
  }
  const command = at.operands === 0 ? at.command.commands.find((each) => each.name() === word) : undefined;
  return command ? { ...at, command } : { ...at, operands: at.operands + 1 };
}

function optionOf({ options }: Command, word: string): Option | undefined {
  return options.find(({ long, short }) => word === long || word === short);
}

function optionsOf({ options }: Command): readonly Candidate[] {
  const known = options.filter(({ hidden }) => !hidden).map(({ long, description }) => ({ text: long ?? '', detail: description }));
  return [...known, { text: '--help', detail: 'how it is used' }];
}

function wantedOperand(command: Command, index: number): Wanted {
  const names = command.createHelp().visibleCommands(command);
  if (names.length > 0) {
    const words = names.map((each) => ({ text: each.name(), detail: each.summary() || each.description() }));
    return index === 0 ? { kind: 'words', words } : nothing;
  }
  const { registeredArguments: all } = command;
  const argument = all[index] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return argument ? wantedBy(argument) : nothing;
}

function wantedBy(place: Option | Argument): Wanted {
  if (place.argChoices) return { kind: 'words', words: place.argChoices.map((text) => ({ text })) };
  if (place.name() === 'source') return { kind: 'sources' };
  const name = 'flags' in place ? /[<[](\w+)[>\]]/.exec(place.flags)?.[1] : place.name();
  const kind = byName[name ?? ''];
  return kind === undefined || kind === 'words' ? nothing : { kind };
}
