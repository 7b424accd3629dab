import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** One SSE frame as a browser's `EventSource` would see it. */
export interface Frame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  /** The frame's `data` as JSON. */
  readonly data: Record<string, unknown>;
  readonly raw: string;
}

/** Yields an answer's frames as they come; `onComment` gets the comment lines (keep-alives). Rejects where it is cut. */
export async function* frames(response: Response, onComment?: (comment: string) => void): AsyncGenerator<Frame> {
  if (!response.body) throw new Error('The answer has no body');
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (message) => arrived.push(message),
    onError: (error) => {
      throw error;
    },
    ...(onComment && { onComment }),
  });
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    for (const { id, event, data } of arrived.splice(0)) yield { id, event, data: JSON.parse(data), raw: data };
  }
}

/** All frames of an answer. Rejects where it is cut. */
export async function readFrames(response: Response): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames(response)) all.push(frame);
  return all;
}
