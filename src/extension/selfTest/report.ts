import type { ProbeResult } from './runProbes.ts';

/** Our page about security, from the folder of the extension and from the report. */
export const securityPage = 'docs/security.md';

/** Which hub was probed, and when, in words. */
export type ReportHead = { readonly url: string; readonly at: string };

/** The results as Markdown. */
export function reportOf(results: readonly ProbeResult[], { url, at }: ReportHead): string {
  const rows = results.map(({ verdict, name, sent, got, danger }) => {
    const mark = verdict === 'FAIL' ? '**FAIL**' : verdict;
    return `| ${mark} | ${[plain(name), sent.map(code).join('<br>'), plain(got), plain(danger)].join(' | ')} |`;
  });
  return [
    '# Dev Sync: Security Self-Test',
    summaryOf(results),
    `The hub at ${url}, probed on ${at}. Nothing was published or switched on.`,
    ['| | What was tried | What was sent | What came back | What could happen without the guard |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    ),
    `These are the most telling probes; [Security](${securityPage}) has all guards, and what they do not protect from.`,
    '',
  ].join('\n\n');
}

function summaryOf(results: readonly ProbeResult[]): string {
  const count = (wanted: ProbeResult['verdict']) => results.filter(({ verdict }) => verdict === wanted).length;
  const [failed, open, unchecked] = [count('FAIL'), count('open by your setting (devSync.host)'), count('not checked')];
  const rest = [
    open === 0 ? [] : `${open} is open by your setting (devSync.host).`,
    unchecked === 0 ? [] : `${unchecked} could not be checked.`,
    failed === 0 ? [] : `Stop the hub (*Dev Sync: Stop*) and report it as [Security](${securityPage}#reporting) says, with this page.`,
  ];
  const result =
    failed === 0 ? `${count('pass')} of ${results.length} attacks were stopped.` : `${failed} of ${results.length} attacks got through.`;
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
