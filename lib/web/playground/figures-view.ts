import { element } from './element.ts';
import type { Figure } from './usage-figures.ts';

/** Shows figures in a `<dl>`; only what has changed is touched. */
export function drawFigures(list: HTMLElement, figures: readonly Figure[]): void {
  while (list.childElementCount > figures.length) list.lastElementChild?.remove();
  for (const [index, [name, value]] of figures.entries()) {
    let row = list.children[index];
    if (!row) {
      row = element('div', {}, element('dt'), element('dd'));
      list.append(row);
    }
    const [term, definition] = row.children;
    if (term && term.textContent !== name) term.textContent = name;
    if (definition && definition.textContent !== value) definition.textContent = value;
  }
}
