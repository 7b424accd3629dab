import { element, link } from './element.ts';
import { formatBytes } from './format-figures.ts';
import { numberOf, textOf } from './frame.ts';
import type { Picture } from './pictures.ts';

/** An image on the page, that sharpens in place. */
export interface PictureView {
  readonly root: HTMLElement;
  update(picture: Picture): void;
}

export function pictureView(prompt: string): PictureView {
  const image = element('img', { alt: '', decoding: 'async', hidden: true });
  const state = element('p', { class: 'state' });
  const facts = element('p', { class: 'facts' });
  const root = element('figure', { class: 'picture' }, image, element('figcaption', {}, state, facts));
  let source: string | undefined;
  return {
    root,
    update(picture) {
      root.dataset.stage = picture.stage;
      root.dataset.partials = String(picture.partials);
      image.alt = textOf(picture.facts, 'revised_prompt') ?? prompt;
      if (picture.source !== undefined && picture.source !== source) {
        source = picture.source;
        image.src = source;
        image.hidden = false;
      }
      state.textContent = stateOf(picture);
      facts.replaceChildren(...factsOf(picture));
    },
  };
}

function stateOf({ stage, partials, failure }: Picture): string {
  if (stage === 'partial') return `Sharpening: partial image ${partials}`;
  if (stage === 'waiting') return 'Drawing…';
  if (stage === 'not kept') return `Drawn, but not kept. ${failure ?? ''}`;
  return partials > 0 ? `Drawn, after ${partials} partial image${partials === 1 ? '' : 's'}` : 'Drawn';
}

/** What an entry tells of its image, and where it is. */
export function factsOf({ facts, url }: Pick<Picture, 'facts' | 'url'>): Node[] {
  const width = numberOf(facts, 'width');
  const bytes = numberOf(facts, 'bytes');
  const said = [
    textOf(facts, 'content_type'),
    width === undefined ? textOf(facts, 'size') : `${width} × ${numberOf(facts, 'height')}`,
    bytes === undefined ? undefined : formatBytes(bytes),
    textOf(facts, 'quality') && `quality ${textOf(facts, 'quality')}`,
    textOf(facts, 'background'),
    textOf(facts, 'revised_prompt'),
  ].filter((fact) => fact !== undefined);
  const nodes: Node[] = said.length > 0 ? [document.createTextNode(said.join(' · '))] : [];
  if (url !== undefined) nodes.push(element('br'), link(url, 'Stored image'));
  const expires = textOf(facts, 'expires_at');
  if (url !== undefined && expires)
    nodes.push(document.createTextNode(`, until ${new Date(expires).toLocaleTimeString()}`));
  return nodes;
}
