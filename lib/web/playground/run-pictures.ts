import type { Frame } from './frame.ts';
import { type PictureView, pictureView } from './picture-view.ts';
import { notePicture, type Picture, type Pictures } from './pictures.ts';

/** The pictures of one streamed response, and their places on the page. */
export interface RunPictures {
  /** Takes a frame in. Returns the picture that it has changed, if any. */
  note(frame: Frame): Picture | undefined;
  /** Draws what has changed since it was drawn last. */
  draw(): void;
  all(): Iterable<Picture>;
}

/** Draws into `place`, which is empty. */
export function runPictures(place: HTMLElement, prompt: string): RunPictures {
  const pictures: Pictures = new Map();
  const changed = new Set<Picture>();
  const views = new Map<string, PictureView>();

  function viewOf({ id }: Picture): PictureView {
    const known = views.get(id);
    if (known) return known;
    const view = pictureView(prompt);
    views.set(id, view);
    place.append(view.root);
    return view;
  }

  return {
    note(frame) {
      const picture = notePicture(pictures, frame);
      if (picture) changed.add(picture);
      return picture;
    },
    draw() {
      for (const picture of changed) viewOf(picture).update(picture);
      changed.clear();
    },
    all: () => pictures.values(),
  };
}
