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

/** A chunk is some hundred bytes; what is much longer is told by its end alone. */
const LONGEST = 1024 * 1024;

/** What a chunk has that tells more than a piece of the text. */
const TELLS = /"usage":\{|"finish_reason":"|"error":|^\[DONE\]/;

/** Reads on the side what the chunks of a chat completion tell: the model, the usage where it was asked for, the end. */
export function watchChat(): EventWatch & { readonly seen: () => ChatSeen } {
  let seen: ChatSeen = { model: undefined, usage: undefined, serviceTier: undefined, hasFailed: false };
  let hasEnded = false;
  let hasFinished = false;
  let isLost = false;
  const parser = createParser({
    maxBufferSize: LONGEST,
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') isLost = true;
    },
    onEvent({ data }) {
      if (seen.model !== undefined && !TELLS.test(data)) return;
      if (data === '[DONE]') {
        hasEnded = true;
        return;
      }
      const { model, usage, service_tier: serviceTier, error, choices } = fieldsOf(jsonOrUndefined(decodeText(data)));
      if (error) hasEnded = true;
      if (Array.isArray(choices) && choices.some((choice) => fieldsOf(choice).finish_reason)) hasFinished = true;
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
      if (!isLost) parser.feed(byteStringOf(chunk));
    },
    lastSequence: () => -1,
    ended: () => (hasEnded ? 'now' : undefined),
    // Some upstreams end without `[DONE]`: their last choice says that it is whole.
    isLost: () => isLost || hasFinished,
    seen: () => seen,
  };
}
