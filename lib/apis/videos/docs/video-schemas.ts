import type { Video, VideoCreateError } from 'openai/resources/videos';
import * as z from 'zod';

const errorSchema = z.looseObject({
  code: z.string(),
  message: z.string(),
} satisfies { [Field in keyof VideoCreateError]?: z.ZodType });

const seconds = (description: string) => z.int().nullable().meta({ description });

/** OpenAI's object of a video. */
export const videoSchema = z.looseObject({
  id: z.string().meta({ example: 'video_abc123' }),
  object: z.literal('video'),
  created_at: z.int(),
  completed_at: seconds('When it was completed, in seconds since 1970.'),
  expires_at: seconds('Until when OpenAI has its bytes, in seconds since 1970.'),
  error: errorSchema.nullable(),
  model: z.string(),
  progress: z.number().meta({ description: 'In percent.' }),
  prompt: z.string().nullable(),
  remixed_from_video_id: z.string().nullable(),
  seconds: z.string(),
  size: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed', 'lost', 'expired']),
} satisfies { [Field in keyof Video]-?: z.ZodType });

const place = {
  video_url: z.string().meta({ description: 'A URL of the video in S3: no credentials, and not for long.' }),
  video_url_expires_at: z.string().meta({ description: 'ISO 8601.' }),
};

/** What `retrieve-video` answers: with a URL, once S3 has it. */
export const retrievedVideoSchema = videoSchema.extend({
  video_url: place.video_url.optional(),
  video_url_expires_at: place.video_url_expires_at.optional(),
});

/** The body of a redirect to S3. */
export const keptVideoSchema = z.strictObject(place);

/** What `list-videos` answers. */
export const videoListSchema = z.looseObject({
  object: z.literal('list'),
  data: z.array(videoSchema),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
});

/** What `delete-video` answers. */
export const deletedVideoSchema = z.strictObject({
  id: z.string(),
  object: z.literal('video.deleted'),
  deleted: z.literal(true),
});

/** A character. */
export const characterSchema = z.looseObject({
  id: z.string().nullable(),
  created_at: z.int(),
  name: z.string().nullable(),
});
