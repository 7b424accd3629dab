import { type ItemView, itemView } from './item-views.ts';
import type { Transcript } from './transcript.ts';

/** The answer of a response: its items in their order. */
export interface TranscriptView {
  /** Shows what has changed since the last time. */
  draw(transcript: Transcript): void;
  clear(): void;
}

export function transcriptView(root: HTMLElement, hides: (type: string) => boolean = () => false): TranscriptView {
  const views = new Map<string, { readonly type: string; readonly view: ItemView }>();
  return {
    draw({ items, changed }) {
      for (const id of changed) {
        const item = items.get(id);
        if (!item || item.type === '' || hides(item.type)) continue;
        let shown = views.get(id);
        if (shown?.type !== item.type) {
          const view = itemView(item.type);
          if (shown) shown.view.root.replaceWith(view.root);
          else root.append(view.root);
          shown = { type: item.type, view };
          views.set(id, shown);
        }
        shown.view.update(item);
      }
      changed.clear();
    },
    clear() {
      views.clear();
      root.replaceChildren();
    },
  };
}
