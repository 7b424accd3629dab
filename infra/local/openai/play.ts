import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import {
  type DraftEvent,
  type Due,
  type Ending,
  isUnmade,
  type Progress,
  type WireEvent,
  type WireResponse,
} from './events.ts';
import type { Identify } from './identifiers.ts';
import { addImageUsage, type ImageUsage } from './pictures/picture-usage.ts';
import { type CreateRequest, inputCharacters } from './request.ts';
import { responseObject } from './response-object.ts';
import { usageOf } from './usage.ts';

/** What a scenario may know and ask for while it plays. */
export interface PlayContext {
  readonly request: CreateRequest;
  readonly responseId: string;
  readonly identify: Identify;
  /** The index of the next output item; each call begins a new one. */
  nextOutputIndex(): number;
  /** Adds what a picture took to the response's `tool_usage`. */
  countImage(usage: ImageUsage): void;
  /** The whole response as it stands, in the given state. */
  snapshot(progress: Progress): WireResponse;
}

/** A scenario: yields everything between the opening and the terminal event, and returns how it ends. */
export type Play = (context: PlayContext) => Generator<Due<DraftEvent>, Ending, void>;

interface Stage {
  /** The response's. */
  readonly id: string;
  readonly request: CreateRequest;
  readonly identify: Identify;
  readonly random: () => number;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** The same, for a response that completes; a second later where nobody says. */
  readonly completedAt?: number;
}

/**
 * Plays a scenario as OpenAI's event stream: opens it, numbers the events from 0, pads the deltas, collects the finished
 * items and what was generated, and ends it with the response made of exactly those.
 */
export function* playResponse(
  play: Play,
  { id, request, identify, random, createdAt, completedAt = createdAt + 1 }: Stage,
): Generator<Due<WireEvent>, void> {
  const output: ResponseOutputItem[] = [];
  const characters = { input: inputCharacters(request), reasoning: 0, answer: 0 };
  const padded = request.stream_options?.include_obfuscation !== false;
  let outputIndex = -1;
  let sequence = -1;
  let imageUsage: ImageUsage | undefined;

  const snapshot = (progress: Progress): WireResponse =>
    responseObject({ id, request, createdAt, completedAt, progress, output, usage: usageOf(characters), imageUsage });

  const number = (draft: DraftEvent): WireEvent => {
    sequence += 1;
    if (draft.type === 'response.output_item.done') output.push(draft.item);
    const event = Object.assign({ type: draft.type, sequence_number: sequence }, draft);
    if (!('delta' in draft) || typeof draft.delta !== 'string') return event;
    if (draft.type.startsWith('response.reasoning')) characters.reasoning += draft.delta.length;
    else if (!draft.type.startsWith('response.audio')) characters.answer += draft.delta.length;
    return padded ? Object.assign(event, { obfuscation: padding(draft.delta, random) }) : event;
  };

  if (request.background) {
    yield number({ type: 'response.created', response: snapshot({ status: 'queued' }) });
    yield number({ type: 'response.queued', response: snapshot({ status: 'queued' }) });
  } else {
    yield number({ type: 'response.created', response: snapshot({ status: 'in_progress' }) });
  }
  yield number({ type: 'response.in_progress', response: snapshot({ status: 'in_progress' }) });

  const nextOutputIndex = (): number => {
    outputIndex += 1;
    return outputIndex;
  };
  const countImage = (usage: ImageUsage): void => {
    imageUsage = imageUsage ? addImageUsage(imageUsage, usage) : usage;
  };
  const drafts = play({ request, responseId: id, identify, nextOutputIndex, countImage, snapshot });
  let step = drafts.next();
  while (!step.done) {
    const draft = step.value;
    yield isUnmade(draft) ? { type: draft.type, make: async () => number(await draft.make()) } : number(draft);
    step = drafts.next();
  }
  yield number({ type: `response.${step.value.status}`, response: snapshot(step.value) });
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PADDED_LENGTH = 16;

/** OpenAI pads deltas to a common length, so that sizes on the wire do not give the words away. */
function padding(delta: string, random: () => number): string {
  const length = (PADDED_LENGTH - (delta.length % PADDED_LENGTH)) % PADDED_LENGTH;
  return Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('');
}
