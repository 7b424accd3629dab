import { answerHeaders } from '../../context/answer-headers.ts';
import type { AdmittedBody } from '../../context/guard.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Fields } from '../../json/fields.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import type { UpstreamAnswer } from '../../upstream/request-upstream.ts';
import { type VideoEndpoint, videoBegun } from './video-begun.ts';

/** A video to begin. */
export interface VideoStart {
  readonly endpoint: VideoEndpoint;
  readonly admits: Extract<AdmittedBody, 'videos' | 'video-changes'>;
  readonly params: Fields;
  readonly model?: string | undefined;
  /** Asks OpenAI, once it may be asked. */
  readonly send: (params: Fields) => Promise<UpstreamAnswer>;
}

/**
 * Begins a video and hands it to the poller: 202, with the place where it will be. Throws a `ServiceError`: what the guard refuses,
 * OpenAI's refusals, and `upstream_retired`.
 */
export async function beginVideo({ endpoint, admits, params, model, send }: VideoStart, context: RequestContext) {
  const admitted = await context.guard.admit(params, admits);
  context.recorder.requested(admitted, { model });
  const upstream = await send(admitted);
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  const video = parseAnswer(text, upstream, context);
  const warnings = await videoBegun(endpoint, video, context);
  const place = typeof video.id === 'string' ? { location: `${context.basePath}/api/videos/${video.id}` } : {};
  const headers = { ...place, ...answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }) };
  return { statusCode: 202 as const, headers, body: video };
}
