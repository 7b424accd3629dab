import { element } from './element.ts';
import { formatCost, formatCount } from './format-figures.ts';
import { type Json, listOf, numberOf, objectOf, textOf } from './frame.ts';

/** The figures of a row, by their heads. */
const COLUMNS: readonly (readonly [head: string, field: string, format: (value: number) => string])[] = [
  ['Cost', 'cost_usd', formatCost],
  ['Requests', 'requests', formatCount],
  ['Input tokens', 'input_tokens', formatCount],
  ['Output tokens', 'output_tokens', formatCount],
];

/** An answer of `GET /api/usage` as a table. */
export function usageTable(report: Json): HTMLElement {
  const by = textOf(report, 'by') ?? '';
  const total = objectOf(report, 'total');
  const unpriced = numberOf(total, 'unpriced_requests') ?? 0;
  const period = `${textOf(report, 'from')} to ${textOf(report, 'to')}, UTC`;
  const without = unpriced === 0 ? '' : `; without ${formatCount(unpriced)} of unknown cost`;
  const heads = [capital(by), ...COLUMNS.map(([head]) => head)];
  return element(
    'table',
    {},
    element('caption', {}, `${period}${without}`),
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...listOf(report, 'rows').map((row) => rowOf(textOf(row, 'key') || 'unknown', row))),
    element('tfoot', {}, rowOf('Total', total)),
  );
}

function rowOf(name: string, figures: Json | undefined): HTMLElement {
  const cells = COLUMNS.map(([, field, format]) => element('td', {}, format(numberOf(figures, field) ?? 0)));
  return element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
