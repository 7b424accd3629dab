import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf } from '../../json/fields.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import type { ListVideosRequest } from './schemas/stored-video-requests.ts';
import { askVideos } from './upstream/ask-videos.ts';

/** Pages that are looked through for what is the caller's: 100 videos each. */
const MOST_PAGES = 20;

/** OpenAI's most. */
const PAGE_VIDEOS = 100;

/**
 * `list-videos`: a page of videos. Where access is on, those that the caller may see, however many pages of OpenAI's that takes, up to
 * 2,000 videos. Throws `ServiceError`: OpenAI's refusals, `upstream_retired`, `object_not_found` for an `after` that is not the caller's.
 */
export async function listVideos({ after, limit, order }: ListVideosRequest, context: RequestContext) {
  const { keepsOwners } = context.guard;
  if (after !== undefined && !(await context.guard.visible([after])).has(after))
    throw new ServiceError('object_not_found', { parameter: 'after' });
  const own: unknown[] = [];
  let cursor = after;
  let isMore = true;
  let upstreamMs = 0;
  for (let page = 0; page < (keepsOwners ? MOST_PAGES : 1) && isMore && own.length < limit; page += 1) {
    const read = await readPage({ after: cursor, limit: keepsOwners ? PAGE_VIDEOS : limit, order }, context);
    upstreamMs += read.latencyMs;
    const ids = read.videos.map(idOf);
    const visible = await context.guard.visible(ids.filter((id) => id !== ''));
    own.push(...read.videos.filter((video) => !keepsOwners || visible.has(idOf(video))));
    cursor = ids.at(-1);
    isMore = read.isMore && cursor !== undefined;
  }
  const data = own.slice(0, limit);
  const [first, last] = [data.at(0), data.at(-1)];
  const body = {
    object: 'list',
    data,
    first_id: first === undefined ? null : idOf(first),
    last_id: last === undefined ? null : idOf(last),
    // Without a video of the caller's own there is nothing to go on from.
    has_more: own.length > limit || (isMore && last !== undefined),
  };
  return { statusCode: 200 as const, headers: answerHeaders(context, { warnings: [], upstreamMs }), body };
}

async function readPage(
  { after, limit, order }: Pick<ListVideosRequest, 'after' | 'limit' | 'order'>,
  context: RequestContext,
) {
  const query = new URLSearchParams({ limit: String(limit), order, ...(after === undefined ? {} : { after }) });
  const sent = { method: 'GET', path: `/videos?${query}`, namesObject: after !== undefined };
  const upstream = await askVideos(context, sent, { kind: 'lookup' });
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  const { data, has_more: isMore } = parseAnswer(text, upstream, context);
  const videos: readonly unknown[] = Array.isArray(data) ? data : [];
  return { videos, isMore: isMore === true, latencyMs: upstream.latencyMs };
}

function idOf(video: unknown): string {
  const { id } = fieldsOf(video);
  return typeof id === 'string' ? id : '';
}
