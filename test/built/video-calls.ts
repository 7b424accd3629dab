import { signWebhook } from '../../infra/local/openai/webhooks/sign-webhook.ts';
import type { JobRecord } from '../../lib/background/records/job-record.ts';
import type { Stack } from '../support/stack.ts';
import { playJson, type UpstreamHandler } from '../support/upstream.ts';
import { dueRecord } from './background-calls.ts';

/** The headers with which every answer says that OpenAI has ended the API. */
export const SUNSET = { deprecation: '@1774310400', sunset: 'Thu, 24 Sep 2026 00:00:00 GMT' };

/** Of an answer, those. */
export function sunsetOf({ headers }: Response) {
  return { deprecation: headers.get('deprecation'), sunset: headers.get('sunset') };
}

/** OpenAI's object of a video that was made a minute ago. */
export function videoOf(id: string, status = 'completed', fields: object = {}) {
  return {
    id,
    object: 'video',
    created_at: Math.floor(Date.now() / 1000) - 60,
    completed_at: null,
    expires_at: null,
    error: null,
    model: 'sora-2',
    progress: status === 'queued' ? 0 : 100,
    prompt: 'A fox',
    remixed_from_video_id: null,
    seconds: '4',
    size: '720x1280',
    status,
    ...fields,
  };
}

/** A pending record of a video, which is due. */
export function dueVideo(id: string, changes: Partial<JobRecord> = {}): JobRecord {
  return dueRecord(id, { kind: 'video', endpoint: 'generate-video', model: 'sora-2', ...changes });
}

/** Plays an upstream that has a video, and its bytes. */
export function playVideo(video: object, bytes: Buffer): UpstreamHandler {
  return (request, response) => {
    if (!request.url.includes('/content')) return playJson(video)(request, response);
    return void response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes);
  };
}

/** Delivers a webhook about a video, signed. */
export async function deliver(stack: Stack, secret: string, type: string, id: string) {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { id } });
  const headers = signWebhook({ id: 'wh_1', timestamp: Math.floor(Date.now() / 1000), body }, secret);
  const response = await fetch(`${stack.url}/api/webhooks/openai`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
