import { expect } from 'vitest';

/** What an image event, item or response may carry, as these tests read it. */
export interface ImageItem {
  readonly id: string;
  readonly type: string;
  readonly status?: string;
  readonly result?: string | null;
  readonly size?: string;
  readonly quality?: string;
  readonly background?: string;
  readonly output_format?: string;
  readonly action?: string;
  readonly revised_prompt?: string;
  readonly svg_usage?: object;
}

export interface ImageResponse {
  readonly output: readonly ImageItem[];
  readonly tools: readonly object[];
  readonly tool_usage?: { readonly image_gen: { readonly output_tokens: number; readonly total_tokens: number } };
}

export interface ImageEvent extends Pick<ImageItem, 'size' | 'quality' | 'background' | 'output_format'> {
  readonly type: string;
  readonly item?: ImageItem;
  readonly partial_image_index?: number;
  readonly partial_image_b64?: string;
  readonly response?: ImageResponse;
}

/** A request for an image, without pauses. */
export function imageRequest(tool: object = {}, metadata: object = {}) {
  return {
    model: 'gpt-6.1-terra',
    input: 'A harbour at dawn',
    tools: [{ type: 'image_generation', quality: 'low', size: '256x160', ...tool }],
    metadata: { pace: 'none', ...metadata },
  };
}

/** POSTs to a stand-in. */
export function post(url: string, body: object): Promise<Response> {
  return fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The whole answer of a request that does not stream. */
export async function answerOf(url: string, body: object): Promise<ImageResponse> {
  const response = await post(url, body);
  expect(response.status).toBe(200);
  return (await response.json()) as ImageResponse;
}

/** The events of a request, streamed. */
export async function eventsOf(url: string, body: object): Promise<ImageEvent[]> {
  const response = await post(url, { ...body, stream: true });
  expect(response.status).toBe(200);
  const frames = (await response.text()).trimEnd().split('\n\n');
  return frames.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as ImageEvent);
}

/** The pictures of an answer, decoded. */
export function picturesOf({ output }: ImageResponse): Buffer[] {
  const calls = output.filter(({ type }) => type === 'image_generation_call');
  return calls.map(({ result }) => Buffer.from(result ?? '', 'base64'));
}
