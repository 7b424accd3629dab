import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { type CreateRequest, promptText, toolOutput } from '../request.ts';
import { sampleValue } from '../sample-value.ts';
import { message, refusal, speak } from './message.ts';

const LONGEST_QUOTE = 240;

/** How many deltas `long-text` sends, unless `metadata.deltas` says otherwise, and the most it may ask for. */
const LONG_TEXT_DELTAS = 3000;
const MOST_DELTAS = 1_000_000;

const SENTENCE = 'The tide comes in, the tide goes out — and each time the shore is drawn a little anew. ';

/** What the stand-in says to a request: JSON where a format asks for it, else a paragraph that quotes the prompt. */
export function answerTo(request: CreateRequest): string {
  const format = request.text?.format;
  if (format?.type === 'json_schema') return JSON.stringify(sampleValue(format.schema, format.name));
  if (format?.type === 'json_object') return JSON.stringify({ prompt: promptText(request), answer: 'made up' });
  const output = toolOutput(request);
  if (output !== undefined) return `The tool answered “${quote(output)}”, so that settles it. 👍`;
  const prompt = promptText(request);
  const opening = prompt === '' ? 'Hello! You sent no words' : `You wrote: “${quote(prompt)}”`;
  return (
    `${opening} — and here is a friendly answer. No model was asked: this is the stand-in for OpenAI on your own ` +
    'machine, always the same for the same prompt, naïve but quick. 🦄 Für alle, 誰にでも.'
  );
}

function quote(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_QUOTE ? text : `${characters.slice(0, LONGEST_QUOTE).join('')}…`;
}

export function* text(context: PlayContext): Generator<DraftEvent, Ending> {
  return yield* speak(context, answerTo(context.request));
}

export function* longText(context: PlayContext): Generator<DraftEvent, Ending> {
  const asked = Number(context.request.metadata?.deltas ?? LONG_TEXT_DELTAS);
  const deltas = Number.isFinite(asked) ? Math.min(Math.max(1, asked), MOST_DELTAS) : LONG_TEXT_DELTAS;
  return yield* speak(context, words(deltas));
}

/** Runs into the limit: the request's `max_output_tokens`, or else the least that OpenAI allows. */
export function* incomplete(context: PlayContext): Generator<DraftEvent, Ending> {
  const limit = context.request.max_output_tokens ?? 16;
  const request = { ...context.request, max_output_tokens: limit };
  return yield* speak({ ...context, request }, words(limit * 4));
}

export function* refuse(context: PlayContext): Generator<DraftEvent, Ending> {
  yield* refusal(context, "I'm sorry, but I can't help with that — not even on your own machine.");
  return { status: 'completed' };
}

/** OpenAI gives up before the model says anything. */
// biome-ignore lint/correctness/useYield: a scenario that shows nothing is still a scenario
export function* failed(): Generator<DraftEvent, Ending> {
  return FAILED;
}

/** OpenAI gives up in mid-sentence: a nested `error` event and then `response.failed`, its item never finished. */
export function* errorMidStream(context: PlayContext): Generator<DraftEvent, Ending> {
  for (const event of message(context, answerTo(context.request))) {
    if (event.type === 'response.output_text.done') break;
    yield event;
  }
  const { code, message: reason } = FAILED.error;
  yield { type: 'error', error: { type: 'server_error', code, message: reason, param: null } };
  return FAILED;
}

/** Text with events in between that no published type has. */
export function* unknownEvent(context: PlayContext): Generator<DraftEvent, Ending> {
  yield { type: 'keepalive' };
  for (const event of message(context, answerTo(context.request))) {
    yield event;
    if (event.type !== 'response.content_part.added') continue;
    yield { type: 'response.stand_in.surprise', item_id: event.item_id, note: 'no SDK knows this event' };
    yield { type: 'keepalive' };
  }
  return { status: 'completed' };
}

/** The failure that `failed` and `error-mid-stream` play. */
export const FAILED = {
  status: 'failed',
  error: { code: 'server_error', message: 'The model failed to generate a response.' },
} as const satisfies Ending;

function words(count: number): string {
  const perSentence = SENTENCE.trim().split(' ').length;
  const all = SENTENCE.repeat(Math.ceil(count / perSentence)).split(' ');
  return all.slice(0, count).join(' ');
}
