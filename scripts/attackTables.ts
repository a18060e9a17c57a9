import { errorCatalogue } from '../src/shared/errors.ts';
import type { Attack, AttackClass } from '../test/attacks/table/attack.ts';
import { guards } from '../test/attacks/table/guards.ts';
import { matrix } from '../test/attacks/table/matrix.ts';

/** The attack matrix as a page shows it: a table for each class, and in one line what the same guard answers alike. */
export function attackTables(): string {
  return matrix.map(tableOf).join('\n\n');
}

function tableOf({ title, attacks }: AttackClass): string {
  const rows = Map.groupBy(attacks, (attack) => `${guardOf(attack)} | ${outcomeOf(attack)}`);
  const lines = [...rows].map(([rest, alike]) => `| ${alike.map(({ name }) => codeOf(name)).join(', ')} | ${rest} |`);
  return [`### ${title}`, '', '| what is tried | what stops it | what comes of it |', '|---|---|---|', ...lines].join('\n');
}

function guardOf({ guard }: Attack): string {
  const [file, name] = guards[guard];
  return `[${codeOf(name)}](../src/${file})`;
}

function outcomeOf(attack: Attack): string {
  if ('deed' in attack) return attack.comesTo;
  if ('serve' in attack) return `${refusal(errorCatalogue[attack.code][0], attack.code)}: the hub does not come up`;
  const { outcome } = attack;
  if ('refused' in outcome) return refusal(outcome.refused[0], outcome.refused[1]);
  if ('published' in outcome) return 'published exactly as it is';
  const headers = Object.entries(outcome.headers ?? {}).map(([name, part]) =>
    part === null ? `no ${codeOf(name)}` : codeOf(`${name}: ${part}`),
  );
  const hidden = (outcome.hides ?? []).map((text) => `no ${codeOf(text)}`);
  return [outcome.answered, ...headers, ...hidden].join(', ');
}

function refusal(status: number, code: string): string {
  return `${status} ${codeOf(code)}`;
}

/** As code nothing of it is markup, and no address a link. A bar would end the cell. */
function codeOf(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
