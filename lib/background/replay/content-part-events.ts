import type { Fields } from '../../json/fields.ts';
import { entriesOf, type ItemPlace, type PlayedEvent } from './played-event.ts';

interface PartPlace extends ItemPlace {
  readonly content_index: number;
}

interface PartRow {
  /** The fields that are empty when the part begins. */
  readonly empty: Fields;
  readonly events: (part: Fields, place: PartPlace) => Iterable<PlayedEvent>;
}

/** The kinds of content parts that are written piece by piece. */
const parts: Readonly<Record<string, PartRow>> = {
  output_text: { empty: { text: '', annotations: [], logprobs: [] }, events: textEvents },
  refusal: { empty: { refusal: '' }, events: refusalEvents },
  reasoning_text: { empty: { text: '' }, events: reasoningEvents },
  output_audio: { empty: { data: '', transcript: '' }, events: audioEvents },
};

/** The events of the content parts of a message, or of reasoning. One of a kind that is not known comes whole. */
export function* contentPartEvents(content: unknown, place: ItemPlace): Generator<PlayedEvent> {
  for (const [content_index, part] of entriesOf(content)) {
    const at = { ...place, content_index };
    const row = Object.hasOwn(parts, String(part.type)) ? parts[String(part.type)] : undefined;
    const blank = Object.entries(row?.empty ?? {}).filter(([field]) => field in part);
    yield { type: 'response.content_part.added', ...at, part: { ...part, ...Object.fromEntries(blank) } };
    if (row) yield* row.events(part, at);
    yield { type: 'response.content_part.done', ...at, part };
  }
}

function* textEvents({ text, annotations, logprobs }: Fields, place: PartPlace): Generator<PlayedEvent> {
  if (typeof text !== 'string') return;
  if (text !== '') yield { type: 'response.output_text.delta', ...place, delta: text, logprobs: [] };
  for (const [annotation_index, annotation] of entriesOf(annotations)) {
    yield { type: 'response.output_text.annotation.added', ...place, annotation_index, annotation };
  }
  yield { type: 'response.output_text.done', ...place, text, logprobs: Array.isArray(logprobs) ? logprobs : [] };
}

function* refusalEvents({ refusal }: Fields, place: PartPlace): Generator<PlayedEvent> {
  if (typeof refusal !== 'string') return;
  if (refusal !== '') yield { type: 'response.refusal.delta', ...place, delta: refusal };
  yield { type: 'response.refusal.done', ...place, refusal };
}

function* reasoningEvents({ text }: Fields, place: PartPlace): Generator<PlayedEvent> {
  if (typeof text !== 'string') return;
  if (text !== '') yield { type: 'response.reasoning_text.delta', ...place, delta: text };
  yield { type: 'response.reasoning_text.done', ...place, text };
}

/** OpenAI's audio events name no item (openai 7.57, `ResponseAudioDeltaEvent`). */
function* audioEvents({ data, transcript }: Fields): Generator<PlayedEvent> {
  if (typeof transcript === 'string') {
    if (transcript !== '') yield { type: 'response.audio.transcript.delta', delta: transcript };
    yield { type: 'response.audio.transcript.done' };
  }
  if (typeof data === 'string') {
    if (data !== '') yield { type: 'response.audio.delta', delta: data };
    yield { type: 'response.audio.done' };
  }
}
