import { createParser } from 'eventsource-parser';

/** One frame as an SSE parser gives it. */
export interface ReceivedFrame {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string;
}

/** The frames of an answer. */
export function framesOf(bytes: Buffer): ReceivedFrame[] {
  const frames: ReceivedFrame[] = [];
  const parser = createParser({ onEvent: ({ id, event, data }) => frames.push({ id, event, data }) });
  parser.feed(bytes.toString());
  return frames;
}
