import { element } from './element.ts';
import { type EventLog, KEPT_ENTRIES, type LogEntry } from './event-log.ts';
import { formatCount, formatDuration } from './format-figures.ts';

export interface TimelineView {
  draw(log: EventLog): void;
}

/** The timeline: how many events of each type, and the last of them one by one. */
export function timelineView(root: HTMLElement): TimelineView {
  const counts = element('ul', { class: 'counts', 'aria-label': 'Events by type' });
  const list = element('ol');
  // Its style keeps it at its end: to measure and scroll would make the browser lay out the page twice a frame.
  const scroller = element(
    'div',
    { class: 'log', tabindex: '0', role: 'group', 'aria-label': `The last ${KEPT_ENTRIES} events` },
    list,
  );
  const connection = element('ul', { class: 'connection', 'aria-label': 'Connection' });
  const title = element('h2', {}, 'Events');
  root.replaceChildren(
    title,
    connection,
    counts,
    element('details', { open: true }, element('summary', {}, 'One by one'), scroller),
  );
  root.hidden = true;
  const shown = new Map<string, HTMLElement>();
  let drawn = 0;

  function drawCounts(log: EventLog): void {
    for (const [type, count] of log.counts) {
      let place = shown.get(type);
      if (!place) {
        place = element('b');
        shown.set(type, place);
        counts.append(element('li', {}, shortType(type), ' ', place));
      }
      const text = formatCount(count);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  function drawEntries(log: EventLog): void {
    const fresh = log.entries.slice(-Math.min(log.logged - drawn, KEPT_ENTRIES));
    drawn = log.logged;
    const surplus = list.childElementCount + fresh.length - KEPT_ENTRIES;
    for (let removed = 0; removed < surplus; removed += 1) list.firstElementChild?.remove();
    list.append(...fresh.map(lineOf));
  }

  return {
    draw(log) {
      if (log.logged === 0 || log.logged < drawn) {
        drawn = 0;
        shown.clear();
        counts.replaceChildren();
        connection.replaceChildren();
        list.replaceChildren();
      }
      root.hidden = log.logged === 0;
      title.textContent = log.total === 0 ? 'Events' : `Events · ${formatCount(log.total)}`;
      connection.append(...log.connection.slice(connection.childElementCount).map(lineOf));
      drawCounts(log);
      if (log.logged > drawn) drawEntries(log);
    },
  };
}

function lineOf({ kind, text, id, at }: LogEntry): HTMLElement {
  const time = element('span', { class: 'at' }, formatDuration(at));
  const number = element('span', { class: 'id' }, id ?? '');
  return element(
    'li',
    { class: kind },
    time,
    number,
    element('span', { class: 'what' }, kind === 'event' ? shortType(text) : text),
  );
}

const shortType = (type: string): string => type.replace(/^response\./, '');
