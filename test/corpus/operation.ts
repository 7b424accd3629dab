import type { EndpointName } from '../../lib/endpoints/table.ts';

/** What was sent when a recording was made. */
export interface RecordedRequest {
  readonly method?: string;
  readonly url?: string;
  readonly body?: unknown;
}

/** What a recorded request asks of OpenAI, and the function that asks the same. */
export interface Operation {
  readonly endpoint: EndpointName;
  readonly method: string;
  /** Below `/v1`. */
  readonly path: string;
  /** The response that the path names. */
  readonly id?: string | undefined;
  readonly query: readonly (readonly [name: string, value: string])[];
}

interface Row {
  readonly method: string;
  readonly path: RegExp;
  /** Of recordings that were answered whole, and of streams. */
  readonly whole: EndpointName;
  readonly streamed?: EndpointName;
}

const rows: readonly Row[] = [
  { method: 'POST', path: /^\/responses$/, whole: 'create-text', streamed: 'stream-text' },
  { method: 'POST', path: /^\/responses\/input_tokens$/, whole: 'count-input-tokens' },
  { method: 'POST', path: /^\/responses\/compact$/, whole: 'compact-response' },
  { method: 'POST', path: /^\/responses\/(?<id>[^/]+)\/cancel$/, whole: 'cancel-response' },
  { method: 'GET', path: /^\/responses\/(?<id>[^/]+)\/input_items$/, whole: 'list-input-items' },
  { method: 'GET', path: /^\/responses\/(?<id>[^/]+)$/, whole: 'retrieve-response', streamed: 'resume-stream' },
  { method: 'DELETE', path: /^\/responses\/(?<id>[^/]+)$/, whole: 'delete-response' },
];

/** The functions that recordings are replayed through, beside those of images. */
export const replayedEndpoints: readonly EndpointName[] = rows.flatMap(({ whole, streamed }) =>
  streamed ? [whole, streamed] : [whole],
);

/** What every response begins with. */
export function creation(answer: 'whole' | 'streamed'): Operation {
  return {
    endpoint: answer === 'streamed' ? 'stream-text' : 'create-text',
    method: 'POST',
    path: '/responses',
    query: [],
  };
}

/** Retrieving a response. */
export function retrieval(id: string): Operation {
  return { endpoint: 'retrieve-response', method: 'GET', path: `/responses/${id}`, id, query: [] };
}

/** Going on with a response's stream after an event. */
export function resumption(id: string, after: number): Operation {
  const query = [
    ['stream', 'true'],
    ['starting_after', String(after)],
  ] as const;
  return { ...retrieval(id), endpoint: 'resume-stream', query };
}

/** Undefined where the request was not recorded, or no function makes its like. */
export function operationOf({ method, url }: RecordedRequest, answer: 'whole' | 'streamed'): Operation | undefined {
  if (method === undefined || url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(/^.*?\/v1(?=\/)/, '');
  for (const row of rows) {
    const endpoint = answer === 'streamed' ? row.streamed : row.whole;
    const match = row.method === method ? row.path.exec(path) : null;
    if (match && endpoint) return { endpoint, method, path, id: match.groups?.id, query: [...searchParams] };
  }
  return undefined;
}
