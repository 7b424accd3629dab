import { createParser } from 'eventsource-parser';
import { fieldsOf, jsonOrUndefined } from '../../json/fields.ts';
import { byteStringOf, decodeText } from '../../large-json/byte-string.ts';
import type { EventWatch } from '../../stream/watch-events.ts';

/** What a stream of chunks has shown. */
export interface ChatSeen {
  readonly model: unknown;
  readonly usage: unknown;
  readonly serviceTier: unknown;
  /** An error has come in place of a chunk. */
  readonly hasFailed: boolean;
}

/** A chunk is some hundred bytes; one that is much longer is passed over. */
const LONGEST = 1024 * 1024;

/** What a chunk has that tells more than a piece of the text. */
const TELLS = /"usage"\s*:\s*\{|"finish_reason"\s*:\s*"|"error"\s*:|"index"\s*:\s*[1-9]|^\[DONE\]/;

/** Reads on the side what the chunks of a chat completion tell: the model, the usage where it was asked for, the end. */
export function watchChat(): EventWatch & { readonly seen: () => ChatSeen } {
  let seen: ChatSeen = { model: undefined, usage: undefined, serviceTier: undefined, hasFailed: false };
  let hasEnded = false;
  /** Whether each of the choices that have begun has finished. */
  const finished = new Map<unknown, boolean>();
  const parser = createParser({
    maxBufferSize: LONGEST,
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') parser.reset();
    },
    onEvent({ data }) {
      if (seen.model !== undefined && !TELLS.test(data)) return;
      if (data === '[DONE]') {
        hasEnded = true;
        return;
      }
      const { model, usage, service_tier: serviceTier, error, choices } = fieldsOf(jsonOrUndefined(decodeText(data)));
      if (error) hasEnded = true;
      for (const choice of Array.isArray(choices) ? choices.map(fieldsOf) : [])
        finished.set(choice.index, finished.get(choice.index) === true || Boolean(choice.finish_reason));
      seen = {
        model: model ?? seen.model,
        usage: usage ?? seen.usage,
        serviceTier: serviceTier ?? seen.serviceTier,
        hasFailed: seen.hasFailed || Boolean(error),
      };
    },
  });
  return {
    read: (chunk) => {
      parser.feed(byteStringOf(chunk));
    },
    lastSequence: () => -1,
    ended: () => (hasEnded ? 'now' : undefined),
    // Some upstreams end without `[DONE]`: their choices say that they are whole.
    isLost: () => finished.size > 0 && [...finished.values()].every(Boolean),
    seen: () => seen,
  };
}
