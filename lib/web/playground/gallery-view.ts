import { element, link } from './element.ts';
import type { Picture } from './pictures.ts';

/** The finished images of this visit, the newest in front. */
export interface GalleryView {
  /** Takes a picture in, unless it was never finished. */
  keep(picture: Picture, prompt: string): void;
}

/** A gallery in `list`; `empty` is what stands there before the first image. */
export function galleryView(list: HTMLElement, empty: HTMLElement): GalleryView {
  return {
    keep({ source, url, stage }, prompt) {
      if (source === undefined || stage === 'waiting' || stage === 'partial') return;
      empty.hidden = true;
      const image = element('img', { src: source, alt: prompt, loading: 'lazy', decoding: 'async' });
      list.prepend(element('li', {}, image, url === undefined ? prompt : link(url, prompt)));
    },
  };
}
