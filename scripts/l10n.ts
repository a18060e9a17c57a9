import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ESTree, parseSync, Visitor } from 'vite';
import { errorCatalogue } from '../src/shared/errors.ts';
import { root } from './project.ts';

/** Where a text for people is, and how it is looked up there. */
type Area = {
  readonly files: string;
  /** Looks up what its callers give, which is a text of theirs or one of the error catalogue. */
  readonly lookUp?: string;
  readonly isTranslate: (callee: ESTree.Expression) => boolean;
  /** Whether the language is known while modules load. */
  readonly isReadyAtOnce: boolean;
};

const areas: readonly Area[] = [
  {
    files: 'src/extension/**/*.ts',
    lookUp: 'src/extension/l10n.ts',
    isTranslate: (callee) => callee.type === 'MemberExpression' && isNamed(callee.object, 'l10n') && isNamed(callee.property, 't'),
    isReadyAtOnce: false,
  },
  // The line between two hubs is made by the editor or by the dashboard, each with its own look-up.
  { files: 'src/shared/seams.ts', isTranslate: (callee) => isNamed(callee, 't'), isReadyAtOnce: false },
  { files: 'webview/**/*.ts', lookUp: 'webview/l10n.ts', isTranslate: (callee) => isNamed(callee, 't'), isReadyAtOnce: true },
];

/**
 * Everything that the editor and the panel say to people, in English, as translators get it: each text stands for itself.
 *
 * @throws Error with every place whose text cannot be known beforehand, or does not fit its values
 */
export function englishBundle(folder = root): string {
  const found = areas.flatMap((area) =>
    filesOf(area, folder).map((file) => new SourceFile(file, readFileSync(join(folder, file), 'utf8'), area)),
  );
  const problems = found.flatMap((source) => source.problems);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const ofCatalogue = Object.values(errorCatalogue).flatMap(([, message, next]) => [message, next]);
  const texts = new Set([...found.flatMap((source) => source.texts), ...ofCatalogue]);
  const entries = [...texts].sort().map((text) => [text, text]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function filesOf({ files, lookUp }: Area, folder: string): readonly string[] {
  const all = globSync(files, { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  return all.filter((file) => file !== lookUp).sort();
}

/** The texts of a module. */
class SourceFile {
  readonly texts: string[] = [];
  readonly problems: string[] = [];
  readonly #file: string;
  readonly #code: string;
  readonly #area: Area;
  /** How many functions are around the place that is read. */
  #depth = 0;

  constructor(file: string, code: string, area: Area) {
    this.#file = file;
    this.#code = code;
    this.#area = area;
    const enter = () => void this.#depth++;
    const leave = () => void this.#depth--;
    // What a class has once is made when the module is loaded.
    const ofInstance = (then: () => void) => (property: ESTree.PropertyDefinition) => property.static || then();
    new Visitor({
      CallExpression: (call) => this.#read(call),
      ...{ FunctionDeclaration: enter, FunctionExpression: enter, ArrowFunctionExpression: enter, PropertyDefinition: ofInstance(enter) },
      ...{ 'FunctionDeclaration:exit': leave, 'FunctionExpression:exit': leave, 'ArrowFunctionExpression:exit': leave },
      'PropertyDefinition:exit': ofInstance(leave),
    }).visit(parseSync(file, code, { lang: 'ts' }).program);
  }

  #read(call: ESTree.CallExpression): void {
    if (isNamed(call.callee, 'plural') || isNamed(call.callee, 'counted')) this.#compare(call);
    if (!this.#area.isTranslate(call.callee)) return;
    const [text, ...values] = call.arguments;
    const english = literalOf(text);
    if (english === undefined) this.#object(call, 'the text must be a literal, or translators never see it');
    else this.texts.push(english);
    if (!this.#area.isReadyAtOnce && this.#depth === 0) this.#object(call, 'no language is known while modules load');
    if (english !== undefined && !fits(english, values))
      this.#object(call, 'the placeholders must be {0}, {1} and so on, one for each value');
  }

  /** Of two sentences the count chooses one, as the language has it: in Russian 21 goes with that for one. */
  #compare(call: ESTree.CallExpression): void {
    const [one, other] = call.arguments.slice(1).map((argument) => this.#sentenceOf(argument));
    if (one === undefined || other === undefined) return;
    const shown = placeholdersOf(one);
    if ([...placeholdersOf(other)].every((index) => shown.has(index))) return;
    this.#object(call, 'the sentence for one must show {0} as the other does, else compare the count with 1');
  }

  /** Undefined where it is made elsewhere. */
  #sentenceOf(argument: ESTree.Argument): string | undefined {
    return argument?.type === 'CallExpression' && this.#area.isTranslate(argument.callee) ? literalOf(argument.arguments[0]) : undefined;
  }

  #object({ start }: ESTree.CallExpression, reason: string): void {
    const line = this.#code.slice(0, start).split('\n').length;
    this.problems.push(`${this.#file}:${line}  ${reason}`);
  }
}

/** The text that an expression is; undefined when it cannot be known. */
function literalOf(text: ESTree.Argument | undefined): string | undefined {
  return text?.type === 'Literal' && typeof text.value === 'string' ? text.value : undefined;
}

/** A text without values is filled elsewhere, or names what it needs; values that are spread out cannot be counted. */
function fits(text: string, values: readonly ESTree.Argument[]): boolean {
  const isCountable = values.length > 0 && !values.some(({ type }) => type === 'ObjectExpression' || type === 'SpreadElement');
  if (!isCountable) return true;
  const shown = placeholdersOf(text);
  return values.every((_, index) => shown.delete(index)) && shown.size === 0;
}

function placeholdersOf(text: string): Set<number> {
  return new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index)));
}

function isNamed(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
