import { announcer } from './announcer.ts';
import type { Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { button, elementOf } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { drawFigures } from './figures-view.ts';
import { fieldText } from './form-values.ts';
import { type ResponseRun, type RunState, runResponse } from './response-run.ts';
import { reveal } from './reveal.ts';
import type { Settings } from './settings.ts';
import { type Example, TEXT_EXAMPLES } from './text-examples.ts';
import { type TextFields, textRequest } from './text-request.ts';
import { timelineView } from './timeline-view.ts';
import { joinedText, type Transcript } from './transcript.ts';
import { transcriptView } from './transcript-view.ts';
import { usageFigures } from './usage-figures.ts';

/** The tab that streams text. */
export function startTextTab(send: Send, settings: Settings): void {
  const form = elementOf('text-form', HTMLFormElement);
  const stopButton = elementOf('text-stop', HTMLButtonElement);
  const cutButton = elementOf('text-cut', HTMLButtonElement);
  const note = elementOf('text-note', HTMLElement);
  const connection = elementOf('text-connection', HTMLElement);
  const error = elementOf('text-error', HTMLElement);
  const figures = elementOf('text-figures', HTMLElement);
  const answer = transcriptView(elementOf('text-answer', HTMLElement));
  const timeline = timelineView(elementOf('text-timeline', HTMLElement));
  const voice = announcer(elementOf('live', HTMLElement));
  let run: ResponseRun | undefined;

  function fields(): TextFields {
    const data = new FormData(form);
    return {
      prompt: fieldText(data, 'prompt'),
      model: fieldText(data, 'model') || settings.model(),
      effort: fieldText(data, 'effort'),
      tools: data.getAll('tool').map(String),
      background: data.has('background'),
      metadata: fieldText(data, 'metadata'),
    };
  }

  function draw({ transcript, log, elapsedMs, running, failure }: RunState, resumable: boolean): void {
    answer.draw(transcript);
    timeline.draw(log);
    drawFigures(figures, usageFigures(transcript, { events: log.total, elapsedMs }));
    voice.follow(spokenText(transcript), !running);
    stopButton.disabled = !running;
    cutButton.disabled = !(running && resumable && transcript.responseId !== undefined);
    if (!running) drawFailure(error, failure);
  }

  async function start(): Promise<void> {
    await run?.stream.stop().catch(() => {});
    drawFailure(error, undefined);
    note.textContent = '';
    connection.textContent = '';
    answer.clear();
    voice.reset();
    const { background } = fields();
    const request = textRequest(fields());
    elementOf('text-empty', HTMLElement).hidden = true;
    reveal(elementOf('text-controls', HTMLElement));
    voice.say('Sent.');
    const started = runResponse({
      send,
      request,
      resumable: background,
      // What is left of the run before must not draw into this one.
      draw: (state) => {
        if (started === run) draw(state, background);
      },
      onNote: ({ kind, text }) => {
        if (kind === 'cut') connection.textContent = `${text}. Going on…`;
        if (kind === 'resumed') connection.textContent = `${text}.`;
        if (kind === 'cut' || kind === 'resumed') voice.say(connection.textContent ?? '');
      },
    });
    run = started;
    await started.ended;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    start().catch((thrown: unknown) => drawFailure(error, failureOfThrown(thrown)));
  });
  stopButton.addEventListener('click', () => {
    connection.textContent = 'Stopped.';
    run?.stream.stop().catch((thrown: unknown) => drawFailure(error, failureOfThrown(thrown)));
  });
  cutButton.addEventListener('click', () => run?.stream.cut());
  elementOf('text-curl', HTMLButtonElement).addEventListener('click', () => {
    try {
      const options = { base: new URL('.', location.href).href, keys: settings, streams: true };
      void copyText(curlText(textRequest(fields()), options), note);
    } catch (thrown) {
      drawFailure(error, failureOfThrown(thrown));
    }
  });
  elementOf('text-examples', HTMLElement).append(
    ...TEXT_EXAMPLES.map((example) => button(example.label, () => fill(form, example), { class: 'chip' })),
  );
}

/** What is read out: the answer alone, neither thoughts nor code. */
function spokenText({ items }: Transcript): string {
  return [...items.values()]
    .filter(({ type }) => type === 'message')
    .map((item) => joinedText(item, 'text') || joinedText(item, 'refusal'))
    .join('\n');
}

function fill(form: HTMLFormElement, { prompt, effort = '', tools = [], metadata }: Example): void {
  const values: Readonly<Record<string, string>> = {
    prompt,
    effort,
    metadata: metadata ? JSON.stringify(metadata) : '',
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value;
  }
  for (const box of form.querySelectorAll<HTMLInputElement>('[name=tool]')) box.checked = tools.includes(box.value);
}
