import { newRecorder } from '../../../context/recorder.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import { createEventReader } from '../../../stream/event-reader.ts';
import { type RetrieveQuery, retrieveStream } from '../../../upstream/retrieve-upstream.ts';
import { responseCatalogue } from '../events/response-catalogue.ts';
import { newStreamState, type StreamState } from '../events/stream-state.ts';
import { frameOf } from './response-frames.ts';
import { streamContext } from './stream-context.ts';

/** How long a resumed stream may wait for what came before it. */
const EARLIER_MS = 5_000;

/** The events up to a number. */
export interface EarlierEvents {
  /** What they have shown: later events tell of calls and containers that only these name. */
  readonly state: StreamState;
  /** Number of the stream's terminal event, if it is among them. */
  readonly end?: number;
}

/**
 * Reads a stream up to a number. Undefined where OpenAI does not replay it in time; it then goes on with the items' own ids.
 * Never rejects.
 */
export async function readEarlierEvents(
  id: string,
  { upTo, ...query }: RetrieveQuery & { readonly upTo: number },
  context: RequestContext,
): Promise<EarlierEvents | undefined> {
  const timeoutMs = Math.min(EARLIER_MS, context.environment.timeoutMs ?? EARLIER_MS);
  const environment = { ...context.environment, maxRetries: 0, timeoutMs };
  const once: RequestContext = { ...context, environment, recorder: newRecorder() };
  const state = newStreamState({ responseId: id, resumable: true });
  const seen = streamContext(context);
  let complete = false;
  let end: number | undefined;
  const read = createEventReader(responseCatalogue, ({ data, name }) => {
    if (complete) return;
    const { ends } = frameOf(data, name, state, seen);
    if (ends) end = state.lastSequence;
    complete = state.lastSequence >= upTo;
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const { response } = await retrieveStream(id, { ...query, include_obfuscation: false }, once);
    timer = setTimeout(() => response.body.destroy(), EARLIER_MS);
    for await (const chunk of response.body) {
      read(chunk);
      // Leaving the loop ends the stream.
      if (complete) break;
    }
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
  // They have been counted, and logged, by the stream that brought them.
  state.counts.clear();
  state.unknownEvents.clear();
  if (!complete && end === undefined) return undefined;
  return { state, ...(end === undefined ? {} : { end }) };
}
