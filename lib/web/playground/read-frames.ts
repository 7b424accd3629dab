import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Frame, isJson } from './frame.ts';

/** Bytes that are read in one go: a fast stream comes in chunks that would keep the page from drawing. */
const SLICE = 16_384;

/** Lets the browser do what else there is to do. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * The frames of an event stream, those of one slice at a time. `EventSource` cannot POST, hence fetch and a parser. Rejects
 * where the connection is cut; what was read before has been yielded.
 */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly Frame[], void> {
  let arrived: Frame[] = [];
  const parser = createParser({ onEvent: (message) => arrived.push(frameOf(message)) });
  const decoder = new TextDecoder();
  // Not `for await`: Safari's streams cannot.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (let at = 0; at < value.length; at += SLICE) {
        if (at > 0) await breathe();
        parser.feed(decoder.decode(value.subarray(at, at + SLICE), { stream: true }));
        if (arrived.length === 0) continue;
        const frames = arrived;
        arrived = [];
        yield frames;
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // Cut already, or nobody wants the rest.
  }
}

function frameOf({ id, event = 'message', data }: EventSourceMessage): Frame {
  const parsed: unknown = JSON.parse(data);
  return { id, event, data: isJson(parsed) ? parsed : { value: parsed } };
}
