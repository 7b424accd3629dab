import type { AnswerHeader } from '../../../openapi/headers.ts';
import type { Operation } from '../../../openapi/operation.ts';
import { bytes, created, json, upstreamHeaders } from '../../../openapi/successes.ts';
import {
  editVideoRequestSchema,
  extendVideoRequestSchema,
  remixVideoRequest,
} from '../schemas/change-video-requests.ts';
import { createCharacterRequestSchema } from '../schemas/create-character-request.ts';
import { generateVideoRequestSchema } from '../schemas/generate-video-request.ts';
import {
  characterRequest,
  listVideosRequest,
  videoContentRequest,
  videoRequest,
} from '../schemas/stored-video-requests.ts';
import * as example from './video-examples.ts';
import * as schema from './video-schemas.ts';

const retirement = ['deprecation', 'sunset'] as const satisfies readonly AnswerHeader[];
const answered = [...upstreamHeaders, ...retirement];

/** What comes of all that begin a video. */
const begun = {
  202: json('The video, queued. The poller copies it to S3 once it has ended.', schema.videoSchema, {
    headers: [...created, ...retirement, 'location'],
    examples: example.queuedAnswers,
  }),
};

/** What the OpenAPI document says of the Videos API. */
export const videosOperations = {
  'generate-video': {
    description:
      'OpenAI ended Sora on 2026-09-24: an upstream that serves no videos is answered with 410 `upstream_retired`.',
    request: { body: generateVideoRequestSchema },
    examples: example.generateExamples,
    successes: begun,
  },
  'edit-video': { request: { body: editVideoRequestSchema }, examples: example.editExamples, successes: begun },
  'extend-video': { request: { body: extendVideoRequestSchema }, examples: example.extendExamples, successes: begun },
  'remix-video': { request: remixVideoRequest, examples: example.remixExamples, successes: begun },
  'list-videos': {
    description: "With access on, the caller's own alone.",
    request: listVideosRequest,
    successes: {
      200: json('A page of videos.', schema.videoListSchema, { headers: answered, examples: example.listAnswers }),
    },
  },
  'retrieve-video': {
    request: videoRequest,
    successes: {
      200: json('The video.', schema.retrievedVideoSchema, {
        headers: [...answered, 'x-response-source'],
        examples: example.videoAnswers,
      }),
    },
  },
  'delete-video': {
    request: videoRequest,
    successes: {
      200: json('It is gone.', schema.deletedVideoSchema, { headers: answered, examples: example.deletedAnswers }),
    },
  },
  'get-video-content': {
    description:
      'Lambda streams 200 MB at most. A larger video is to be had from S3 alone: of a deployment with a bucket.',
    request: videoContentRequest,
    successes: {
      200: bytes("OpenAI's bytes.", ['video/mp4', 'image/webp', 'image/jpeg', 'image/png'], { headers: answered }),
      303: json('Where S3 has the video.', schema.keptVideoSchema, {
        headers: [...retirement, 'location', 'x-response-source'],
        examples: example.keptAnswers,
      }),
    },
  },
  'create-character': {
    request: { body: createCharacterRequestSchema },
    examples: example.characterExamples,
    successes: {
      200: json('The character.', schema.characterSchema, { headers: answered, examples: example.characterAnswers }),
    },
  },
  'retrieve-character': {
    request: characterRequest,
    successes: {
      200: json('The character.', schema.characterSchema, { headers: answered, examples: example.characterAnswers }),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
