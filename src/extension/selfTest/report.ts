import { assertNever } from '../../shared/assertNever.ts';
import { l10n } from '../l10n.ts';
import type { Verdict } from './probes.ts';
import type { ProbeResult } from './runProbes.ts';

/** Our page about security, from the folder of the extension and from the report. */
export const securityPage = 'docs/security.md';

/** Which hub was probed, and when, in words. */
export type ReportHead = { readonly url: string; readonly at: string };

/** The results as Markdown. */
export function reportOf(results: readonly ProbeResult[], { url, at }: ReportHead): string {
  const rows = results.map(({ verdict, name, sent, got, danger }) => {
    return `| ${markOf(verdict)} | ${[plain(name), sent.map(code).join('<br>'), plain(got), plain(danger)].join(' | ')} |`;
  });
  return [
    `# ${l10n.t('Dev Sync: Security Self-Test')}`,
    summaryOf(results),
    l10n.t('The hub at {0}, probed on {1}. Nothing was published or switched on.', url, at),
    [`| | ${headings().join(' | ')} |`, '|---|---|---|---|---|', ...rows].join('\n'),
    l10n.t('These are the most telling probes; [Security]({0}) has all guards, and what they do not protect from.', securityPage),
    '',
  ].join('\n\n');
}

function headings(): readonly string[] {
  return [l10n.t('What was tried'), l10n.t('What was sent'), l10n.t('What came back'), l10n.t('What could happen without the guard')];
}

function markOf(verdict: Verdict): string {
  switch (verdict) {
    case 'pass':
      return l10n.t('pass');
    case 'fail':
      return `**${l10n.t('FAIL')}**`;
    case 'open':
      return l10n.t('open by your setting (devSync.host)');
    case 'unchecked':
      return l10n.t('not checked');
    default:
      return assertNever(verdict);
  }
}

function summaryOf(results: readonly ProbeResult[]): string {
  const count = (wanted: ProbeResult['verdict']) => results.filter(({ verdict }) => verdict === wanted).length;
  const [failed, open, unchecked] = [count('fail'), count('open'), count('unchecked')];
  const rest = [
    open === 0 ? [] : l10n.t('{0} is open by your setting (devSync.host).', open),
    unchecked === 0 ? [] : l10n.t('{0} could not be checked.', unchecked),
    failed === 0
      ? []
      : l10n.t('Stop the hub (*Dev Sync: Stop*) and report it as [Security]({0}) says, with this page.', `${securityPage}#reporting`),
  ];
  const result =
    failed === 0
      ? l10n.t('{0} of {1} attacks were stopped.', count('pass'), results.length)
      : l10n.t('{0} of {1} attacks got through.', failed, results.length);
  return [`**${result}**`, ...rest.flat()].join(' ');
}

/** Text as it is: what strangers have a hand in must neither end the cell nor become a link. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&');
}

/** A line of a request, which is ours and has no such characters. Else addresses in it would become links. */
function code(line: string): string {
  return `\`${line}\``;
}
