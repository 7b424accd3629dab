import { element, link } from './element.ts';
import { type Json, textOf } from './frame.ts';
import { safeLink } from './safe-url.ts';

/** Sources that a text names or a search has found, each once. */
export function sourceList(sources: readonly Json[]): HTMLElement | undefined {
  const lines = new Map<string, Node>();
  for (const source of sources) {
    const address = safeLink(source.url);
    const name = textOf(source, 'title') ?? textOf(source, 'filename') ?? address ?? textOf(source, 'file_id');
    if (name === undefined) continue;
    const line = element('li', {}, link(address, name));
    const text = textOf(source, 'text');
    if (text !== undefined) line.append(element('p', { class: 'excerpt' }, text));
    lines.set(address ?? name, line);
  }
  if (lines.size === 0) return undefined;
  return element('ul', { class: 'sources', 'aria-label': 'Sources' }, ...lines.values());
}
