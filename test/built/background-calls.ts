import { createHash } from 'node:crypto';
import { json } from 'node:stream/consumers';
import type { JobRecord } from '../../lib/background/records/job-record.ts';
import type { PollSummary } from '../../lib/logging/background-log.ts';
import type { Stack } from '../support/stack.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { BUCKET } from './image-calls.ts';
import { RESPONSE } from './played.ts';

/** The endpoints that start background responses, and whether they stream. */
export const STARTING = [
  ['create-text', '/api/responses/text', false],
  ['create-image', '/api/responses/images', false],
  ['stream-text', '/api/responses/text/stream', true],
  ['stream-image', '/api/responses/images/stream', true],
] as const;

/** All 256 shards. */
export const ALL_SHARDS = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** A background response of this very second, as OpenAI sends it. */
export function backgroundResponse(id: string, status: string, fields: object = {}) {
  const running = status === 'queued' || status === 'in_progress' ? { output: [], usage: null } : {};
  return {
    ...RESPONSE,
    id,
    background: true,
    created_at: Math.floor(Date.now() / 1000),
    status,
    ...running,
    ...fields,
  };
}

/** The shard of an id: two hex digits of its hash. */
export function shardOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 2);
}

export const pendingKeyOf = (id: string): string => `background/pending/${shardOf(id)}/${id}.json`;

export const completedKeyOf = (id: string): string => `background/completed/${id}.json`;

/** The n-th id that a shard holds. */
export function idInShard(shard: string, n = 0): string {
  const ids = Array.from({ length: 10_000 }, (_, index) => `resp_${index}`).filter((id) => shardOf(id) === shard);
  return ids[n] ?? '';
}

/** A record of two minutes ago that is due. */
export function dueRecord(id: string, changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id,
    endpoint: 'create-text',
    model: RESPONSE.model,
    created_at: new Date(Date.now() - 120_000).toISOString(),
    next_poll_at: new Date(Date.now() - 60_000).toISOString(),
    attempts: 0,
    delivery: null,
    include: [],
    ...changes,
  };
}

/** The objects of the bucket that functions use, looked at from outside. */
export interface Objects {
  /** In order. */
  keys(prefix?: string): Promise<string[]>;
  /** An object's JSON; undefined where there is none. */
  json(key: string): Promise<Record<string, unknown> | undefined>;
  get(key: string): Promise<Response>;
  put(key: string, body: string): Promise<void>;
  /** Puts records where they are due to be found. */
  record(...records: readonly JobRecord[]): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;
}

/** The bucket of the local S3 at a URL. */
export function objectsAt(s3Url: string): Objects {
  const at = (key: string) => `${s3Url}/${BUCKET}/${key}`;
  async function keys(prefix = ''): Promise<string[]> {
    const all: string[] = [];
    for (let more = true; more; ) {
      const query = new URLSearchParams({ 'list-type': '2', prefix, 'start-after': all.at(-1) ?? '' });
      const listing = await (await fetch(`${at('')}?${query}`)).text();
      all.push(...[...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key));
      more = listing.includes('<IsTruncated>true');
    }
    return all;
  }
  async function put(key: string, body: string): Promise<void> {
    const response = await fetch(at(key), { method: 'PUT', body });
    if (!response.ok) throw new Error(`S3 does not take ${key}: ${response.status}`);
  }
  return {
    keys,
    put,
    get: (key) => fetch(at(key)),
    async json(key) {
      const response = await fetch(at(key));
      return response.status === 404 ? undefined : ((await response.json()) as Record<string, unknown>);
    },
    async record(...records) {
      await Promise.all(records.map((record) => put(pendingKeyOf(record.id), JSON.stringify(record))));
    },
    async clear() {
      await Promise.all((await keys()).map((key) => fetch(at(key), { method: 'DELETE' })));
    },
  };
}

/** Invokes poll-background, and reads what it returns; one pass over all shards unless told otherwise. */
export async function poll(stack: Stack, event: object = {}): Promise<PollSummary> {
  const { body } = await stack.host.invoke('poll-background', { shards: ALL_SHARDS, window_seconds: 0, ...event });
  return (await json(body)) as PollSummary;
}

/** The response that a request to OpenAI's `/responses/{id}` is about. */
export const askedId = (url: string): string => decodeURIComponent(/\/responses\/([^/?]+)/.exec(url)?.[1] ?? '');

/** Answers each retrieval as its response's handler does; what no handler knows, OpenAI has lost. */
export function playRetrievals(handlers: Readonly<Record<string, UpstreamHandler>>): UpstreamHandler {
  return (request, response) => (handlers[askedId(request.url)] ?? lost)(request, response);
}

/** OpenAI's answer about a response that it does not have. */
export const lost: UpstreamHandler = (request, response) =>
  playJson(
    {
      error: {
        message: `Response with id '${askedId(request.url)}' not found.`,
        type: 'invalid_request_error',
        param: 'id',
        code: null,
      },
    },
    404,
  )(request, response);
