import { isDeepStrictEqual } from 'node:util';
import { createParser } from 'eventsource-parser';
import { fieldsOf, jsonOrUndefined } from '../../lib/json/fields.ts';
import type { MediaExchange } from './media-exchange.ts';

/** What the service has answered. */
export interface OwnAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Fields that the service's own frames write otherwise. */
const REWRITTEN = ['type', 'sequence_number'];

/** How an answer in the service's own dialect differs from what OpenAI has said: every field, event and byte of it has to be there. */
export function ownDifferences({ file, status, answerType, answer }: MediaExchange, own: OwnAnswer): string[] {
  const told = `${own.status} ${own.body.toString('utf8').slice(0, 200)}`;
  if (status !== own.status) {
    // What OpenAI has refused may be refused before it is asked.
    const isRefused = status >= 400 && own.status >= 400;
    return isRefused ? [] : [`${file}: in the service's dialect ${told}`];
  }
  if (status >= 400) return [];
  if (answerType.startsWith('text/event-stream')) return eventDifferences(file, answer, own.body);
  if (!answerType.includes('json'))
    return own.body.equals(answer) ? [] : [`${file}: the service's answer has other bytes`];
  const [said, ours] = [answer, own.body].map((bytes) => fieldsOf(jsonOrUndefined(bytes.toString('utf8'))));
  const lost = Object.entries(said ?? {}).filter(([name, value]) => !isDeepStrictEqual(value, ours?.[name]));
  return lost.map(([name]) => `${file}: the service's answer has another '${name}'`);
}

function eventDifferences(file: string, theirs: Buffer, ours: Buffer): string[] {
  const expected = eventsIn(theirs).map(({ event, data }) => {
    const fields = fieldsOf(data);
    const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !REWRITTEN.includes(name)));
    return { event: `${fields.type ?? event}`, own };
  });
  // Frames of our own tell of the store.
  const came = eventsIn(ours).filter(({ event }) => !event?.startsWith('image.'));
  const types = came.map(({ event }) => event);
  if (
    !isDeepStrictEqual(
      types,
      expected.map(({ event }) => event),
    )
  )
    return [`${file}: the service's frames are ${types}`];
  return expected.flatMap(({ event, own }, index) => {
    const data = fieldsOf(came[index]?.data);
    const isWhole = Object.entries(own).every(([name, value]) => isDeepStrictEqual(value, data[name]));
    return isWhole ? [] : [`${file}: frame ${index} (${event}) says otherwise`];
  });
}

function eventsIn(bytes: Buffer): { readonly event: string | undefined; readonly data: unknown }[] {
  const events: { readonly event: string | undefined; readonly data: unknown }[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (data !== '[DONE]') events.push({ event, data: jsonOrUndefined(data) });
    },
  });
  parser.feed(`${bytes.toString('utf8')}\n\n`);
  return events;
}
