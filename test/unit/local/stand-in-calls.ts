import type OpenAI from 'openai';
import { expect } from 'vitest';

type Answered = OpenAI.Responses.Response;

/** What an event of a background stream may carry, as these tests read it. */
export interface StreamedEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly obfuscation?: string;
  readonly response?: Answered;
}

/** A request that is answered in the background. */
export const inBackground = (metadata: object = {}, more: object = {}) => ({
  model: 'gpt-6.1-terra',
  input: 'How high is the tide? 🌊',
  background: true,
  metadata,
  ...more,
});

export function call(url: string, method: string, path: string, sent?: unknown): Promise<Response> {
  return fetch(`${url}/v1/responses${path}`, {
    method,
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
  });
}

/** Creates a background response that is not streamed. */
export async function create(url: string, metadata: object = {}, more: object = {}): Promise<Answered> {
  const response = await call(url, 'POST', '', inBackground(metadata, more));
  expect(response.status).toBe(200);
  return (await response.json()) as Answered;
}

export async function retrieve(url: string, id: string): Promise<Answered> {
  const response = await call(url, 'GET', `/${id}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answered;
}

export async function cancel(url: string, id: string): Promise<Answered> {
  const response = await call(url, 'POST', `/${id}/cancel`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answered;
}

/** The status and error of a call that is refused. */
export async function refusal(response: Response): Promise<{ status: number; error: unknown }> {
  const { error } = (await response.json()) as { error: unknown };
  return { status: response.status, error };
}

export interface EventStream {
  /** The next event; undefined once the body has ended. */
  readonly next: () => Promise<StreamedEvent | undefined>;
  /** All that are still to come. */
  readonly rest: () => Promise<StreamedEvent[]>;
  /** Goes away. */
  readonly leave: () => Promise<void>;
}

/** Reads an answer event by event. */
export function eventStream(response: Response): EventStream {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<StreamedEvent | undefined> => {
    while (!text.includes('\n\n')) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) {
        expect(text).toBe('');
        return undefined;
      }
      text += chunk.value;
    }
    const end = text.indexOf('\n\n');
    const frame = text.slice(0, end);
    text = text.slice(end + 2);
    const event = JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as StreamedEvent;
    expect(frame).toMatch(new RegExp(`^event: ${event.type}\n`));
    return event;
  };
  return {
    next,
    rest: async () => {
      const events: StreamedEvent[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    leave: async () => reader?.cancel(),
  };
}

/** Creates a background response and reads its events. */
export async function stream(url: string, metadata: object = {}, more: object = {}): Promise<EventStream> {
  return eventStream(await call(url, 'POST', '', inBackground(metadata, { stream: true, ...more })));
}

/** Streams a background response (again), after an event or from its beginning. */
export async function resume(url: string, id: string, query: Record<string, string> = {}): Promise<EventStream> {
  return eventStream(await call(url, 'GET', `/${id}?${new URLSearchParams({ stream: 'true', ...query })}`));
}
