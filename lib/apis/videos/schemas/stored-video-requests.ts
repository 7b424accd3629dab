import type { VideoDownloadContentParams, VideoListParams } from 'openai/resources/videos';
import * as z from 'zod';
import { oneOf } from '../../../validation/one-of.ts';
import { explain } from '../../../validation/problem-text.ts';
import { queryInteger } from '../../../validation/query.ts';
import { videoIdField } from './video-id.ts';

const after = explain('Invalid after value', "Give the 'last_id' of the page before, once");

/** GET and DELETE /api/videos/{id}; what the query says is dropped. */
export const videoRequest = { path: z.object({ id: videoIdField() }) };

/** GET /api/videos/characters/{id}. */
export const characterRequest = { path: z.object({ id: videoIdField('character', 'char_abc123') }) };

/** GET /api/videos. The type at the end is the drift check. */
export const listVideosRequest = {
  query: z.object({
    after: z
      .string({ error: after })
      .min(1, { error: after })
      .optional()
      .meta({ description: 'The last video of the page before.', example: 'video_abc123' }),
    limit: queryInteger('limit', 1, 100)
      .default(20)
      .meta({ description: 'How many videos at most.', default: 20, example: 10 }),
    order: oneOf<NonNullable<VideoListParams['order']>>('order', { asc: true, desc: true })
      .default('desc')
      .meta({ description: 'The newest first, or the oldest.', default: 'desc', example: 'asc' }),
  } satisfies Record<keyof VideoListParams, z.ZodType>),
};

/** GET /api/videos/{id}/content. */
export const videoContentRequest = {
  path: z.object({ id: videoIdField() }),
  query: z.object({
    variant: oneOf<NonNullable<VideoDownloadContentParams['variant']>>('variant', {
      video: true,
      thumbnail: true,
      spritesheet: true,
    })
      .default('video')
      .meta({ description: 'The video, its thumbnail or its spritesheet.', default: 'video', example: 'thumbnail' }),
  } satisfies Record<keyof VideoDownloadContentParams, z.ZodType>),
};

export type VideoRequest = z.output<typeof videoRequest.path>;
export type CharacterRequest = z.output<typeof characterRequest.path>;
export type ListVideosRequest = z.output<typeof listVideosRequest.query>;
export type VideoContentRequest = z.output<typeof videoContentRequest.path> &
  z.output<typeof videoContentRequest.query>;
