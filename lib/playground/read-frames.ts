import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Frame, isJson } from './frame.ts';

/**
 * The frames of an event stream, those of one chunk at a time. `EventSource` cannot POST, hence fetch and a parser. Rejects
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
      parser.feed(decoder.decode(value, { stream: true }));
      if (arrived.length === 0) continue;
      const frames = arrived;
      arrived = [];
      yield frames;
    }
  } finally {
    reader.cancel().catch(() => {}); // Cut already, or nobody wants the rest.
  }
}

function frameOf({ id, event = 'message', data }: EventSourceMessage): Frame {
  const parsed: unknown = JSON.parse(data);
  return { id, event, data: isJson(parsed) ? parsed : { value: parsed } };
}
