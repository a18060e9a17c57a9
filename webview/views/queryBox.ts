import { t } from '../l10n.ts';
import './comboBox.ts';
import { html, nothing } from 'lit';
import type { QueryProblem } from '../../src/shared/query/query.ts';
import type { Actions } from '../actions.ts';
import { queryOffers } from '../queryBox/offers.ts';
import { seenIn } from '../queryBox/seen.ts';
import type { PanelState } from '../store.ts';
import { clip, lineText } from '../text.ts';
import { comboBox } from './comboBox.ts';
import { sentenceView } from './sentence.ts';

const PROBLEM_ID = 'filter-problem';
/** Of a long query the end before the mistake is shown. */
const CONTEXT_CHARACTERS = 24;

/** The one field that filters. While it is wrong it says so, and the last right filter stays. */
export function queryBoxView({ filter, parsed }: PanelState, actions: Actions) {
  const problem = parsed.ok ? null : parsed.problem;
  return html`<div class="query-box">
    ${comboBox({
      id: 'filter-text',
      value: filter,
      label: t('Filter events'),
      offersLabel: t('Suggestions'),
      placeholder: t('Filter, as in type:agent.* data.name:ada -source:cli'),
      title: t('Searches type, source and data. Fields: type, source, id, data.…, after, before. A minus leaves out.'),
      icon: 'search',
      clearLabel: t('Clear filter'),
      problemId: problem ? PROBLEM_ID : undefined,
      offersAt(text, caret) {
        const { rows, memory } = actions.current();
        return queryOffers(text, caret, seenIn(rows), memory.queries);
      },
      change: actions.filter,
      submit: (input) => (problem ? input.setSelectionRange(problem.from, problem.to) : actions.keepFilter()),
      leave: () => !problem && actions.keepFilter(),
    })}
    ${problem ? problemView(filter, problem) : nothing}
  </div>`;
}

/** The end of the query may still be on its way: style.css lets it come up only when the typing pauses. */
function problemView(text: string, { message, next, from, to }: QueryProblem) {
  const before = text.slice(Math.max(0, from - CONTEXT_CHARACTERS), from);
  return html`<div id=${PROBLEM_ID} class="query-problem" role="status">
    <p>${sentenceView(message)} ${sentenceView(next)}</p>
    <code><bdi>${lineText(before)}<mark>${lineText(clip(text.slice(from, to), CONTEXT_CHARACTERS)) || '…'}</mark></bdi></code>
  </div>`;
}
