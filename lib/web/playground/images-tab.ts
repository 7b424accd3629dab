import { announcer } from './announcer.ts';
import type { ApiRequest, Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { element, elementOf, link } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { drawFigures } from './figures-view.ts';
import { fieldFile, fieldText } from './form-values.ts';
import type { Frame } from './frame.ts';
import { IMAGE_PARAMETERS, imageRequest } from './image-request.ts';
import { type PictureView, pictureView } from './picture-view.ts';
import { notePicture, type Picture, type Pictures } from './pictures.ts';
import { type ResponseRun, runResponse } from './response-run.ts';
import { reveal } from './reveal.ts';
import type { Settings } from './settings.ts';
import { timelineView } from './timeline-view.ts';
import { transcriptView } from './transcript-view.ts';
import { usageFigures } from './usage-figures.ts';

/** The tab that draws. */
export function startImagesTab(send: Send, settings: Settings): void {
  const form = elementOf('images-form', HTMLFormElement);
  const stopButton = elementOf('images-stop', HTMLButtonElement);
  const note = elementOf('images-note', HTMLElement);
  const error = elementOf('images-error', HTMLElement);
  const figures = elementOf('images-figures', HTMLElement);
  const now = elementOf('images-now', HTMLElement);
  const gallery = elementOf('gallery', HTMLElement);
  // The images have a place of their own.
  const answer = transcriptView(elementOf('images-answer', HTMLElement), (type) => type === 'image_generation_call');
  const timeline = timelineView(elementOf('images-timeline', HTMLElement));
  const voice = announcer(elementOf('live', HTMLElement));
  let run: ResponseRun | undefined;

  async function request(): Promise<ApiRequest> {
    const data = new FormData(form);
    return imageRequest({
      prompt: fieldText(data, 'prompt'),
      model: settings.model(),
      metadata: fieldText(data, 'metadata'),
      parameters: Object.fromEntries(Object.keys(IMAGE_PARAMETERS).map((name) => [name, fieldText(data, name)])),
      picture: await fieldFile(data, 'picture'),
      mask: await fieldFile(data, 'mask'),
      maskFileId: fieldText(data, 'mask_file_id'),
    });
  }

  function keepInGallery({ source, url, stage }: Picture, prompt: string): void {
    if (source === undefined || stage === 'waiting' || stage === 'partial') return;
    elementOf('gallery-empty', HTMLElement).hidden = true;
    const image = element('img', { src: source, alt: prompt, loading: 'lazy', decoding: 'async' });
    gallery.prepend(element('li', {}, image, url === undefined ? prompt : link(url, prompt)));
  }

  async function start(): Promise<void> {
    await run?.stream.stop();
    drawFailure(error, undefined);
    note.textContent = '';
    answer.clear();
    now.replaceChildren();
    const prompt = fieldText(new FormData(form), 'prompt');
    const pictures: Pictures = new Map();
    const changed = new Set<Picture>();
    const views = new Map<string, PictureView>();
    const sent = await request();
    reveal(elementOf('images-controls', HTMLElement));
    voice.say('Sent.');

    function drawPicture(picture: Picture): void {
      let view = views.get(picture.id);
      if (!view) {
        view = pictureView(prompt);
        views.set(picture.id, view);
        now.append(view.root);
      }
      view.update(picture);
    }

    const started = runResponse({
      send,
      request: sent,
      resumable: false,
      onFrame(frame: Frame) {
        const picture = notePicture(pictures, frame);
        if (picture) changed.add(picture);
        if (picture && frame.event.endsWith('partial_image')) voice.say(`Partial image ${picture.partials}.`);
        if (frame.event === 'image.stored') voice.say('The image is drawn and stored.');
      },
      draw({ transcript, log, elapsedMs, running, failure }) {
        // What is left of the run before must not draw into this one.
        if (started !== run) return;
        for (const picture of changed) drawPicture(picture);
        changed.clear();
        answer.draw(transcript);
        timeline.draw(log);
        drawFigures(figures, usageFigures(transcript, { events: log.total, elapsedMs }));
        stopButton.disabled = !running;
        if (!running) drawFailure(error, failure);
      },
    });
    run = started;
    await started.ended;
    for (const picture of pictures.values()) keepInGallery(picture, prompt);
  }

  const showFailure = (thrown: unknown) => drawFailure(error, failureOfThrown(thrown));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    start().catch(showFailure);
  });
  stopButton.addEventListener('click', () => void run?.stream.stop().catch(showFailure));
  elementOf('images-curl', HTMLButtonElement).addEventListener('click', () => {
    const options = { base: new URL('.', location.href).href, hasKey: settings.apiKey() !== '', streams: true };
    request()
      .then((asked) => copyText(curlText(asked, options), note))
      .catch(showFailure);
  });
}
