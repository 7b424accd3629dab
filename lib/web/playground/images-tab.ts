import { announcer } from './announcer.ts';
import type { Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { elementOf } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { drawFigures } from './figures-view.ts';
import { fieldText } from './form-values.ts';
import { galleryView } from './gallery-view.ts';
import { readImageForm } from './image-form.ts';
import { type ResponseRun, runResponse } from './response-run.ts';
import { reveal } from './reveal.ts';
import { runPictures } from './run-pictures.ts';
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
  const gallery = galleryView(elementOf('gallery', HTMLElement), elementOf('gallery-empty', HTMLElement));
  // The images have a place of their own.
  const answer = transcriptView(elementOf('images-answer', HTMLElement), (type) => type === 'image_generation_call');
  const timeline = timelineView(elementOf('images-timeline', HTMLElement));
  const voice = announcer(elementOf('live', HTMLElement));
  let run: ResponseRun | undefined;

  const request = () => readImageForm(new FormData(form), settings.model());

  async function start(): Promise<void> {
    await run?.stream.stop();
    drawFailure(error, undefined);
    note.textContent = '';
    answer.clear();
    now.replaceChildren();
    const prompt = fieldText(new FormData(form), 'prompt');
    const pictures = runPictures(now, prompt);
    const sent = await request();
    reveal(elementOf('images-controls', HTMLElement));
    voice.say('Sent.');
    const started = runResponse({
      send,
      request: sent,
      resumable: false,
      onFrame(frame) {
        const picture = pictures.note(frame);
        if (picture && frame.event.endsWith('partial_image')) voice.say(`Partial image ${picture.partials}.`);
        if (frame.event === 'image.stored') voice.say('The image is drawn and stored.');
      },
      draw({ transcript, log, elapsedMs, running, failure }) {
        // What is left of the run before must not draw into this one.
        if (started !== run) return;
        pictures.draw();
        answer.draw(transcript);
        timeline.draw(log);
        drawFigures(figures, usageFigures(transcript, { events: log.total, elapsedMs }));
        stopButton.disabled = !running;
        if (!running) drawFailure(error, failure);
      },
    });
    run = started;
    await started.ended;
    for (const picture of pictures.all()) gallery.keep(picture, prompt);
  }

  const showFailure = (thrown: unknown) => drawFailure(error, failureOfThrown(thrown));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    start().catch(showFailure);
  });
  stopButton.addEventListener('click', () => void run?.stream.stop().catch(showFailure));
  elementOf('images-curl', HTMLButtonElement).addEventListener('click', () => {
    const options = { base: new URL('.', location.href).href, keys: settings, streams: true };
    request()
      .then((asked) => copyText(curlText(asked, options), note))
      .catch(showFailure);
  });
}
