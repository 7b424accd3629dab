import type { VideoCreateParams, VideoExtendParams, VideoSeconds, VideoSize } from 'openai/resources/videos';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  editVideoRequestSchema,
  extendVideoRequestSchema,
  remixVideoRequest,
} from '../../../../../lib/apis/videos/schemas/change-video-requests.ts';
import { createCharacterRequestSchema } from '../../../../../lib/apis/videos/schemas/create-character-request.ts';
import {
  type GenerateVideoRequest,
  generateVideoRequestSchema,
} from '../../../../../lib/apis/videos/schemas/generate-video-request.ts';
import {
  listVideosRequest,
  videoContentRequest,
} from '../../../../../lib/apis/videos/schemas/stored-video-requests.ts';
import { FormFile } from '../../../../../lib/multipart/form-file.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../../responses/schemas/problems-of.ts';

const file = new FormFile({ filename: 'a.mp4', contentType: 'video/mp4', isTypeKnown: true, bytes: 4, sha256: '00' }, [
  Buffer.from('ftyp'),
]);
const upload = { upload_key: 'upl_1' };
const video = { id: 'video_1' };
const sizes: readonly VideoSize[] = ['720x1280', '1280x720', '1024x1792', '1792x1024'];
const lengths: readonly VideoSeconds[] = ['4', '8', '12'];

const schemas = {
  generate: [generateVideoRequestSchema, { prompt: 'A fox' }],
  remix: [remixVideoRequest.body, { prompt: 'A fox' }],
  edit: [editVideoRequestSchema, { prompt: 'A fox', video }],
  extend: [extendVideoRequestSchema, { prompt: 'A fox', video, seconds: '4' }],
  character: [createCharacterRequestSchema, { name: 'Mossy', video: file }],
  list: [listVideosRequest.query, {}],
  content: [videoContentRequest.query, {}],
} as const;

type Kind = keyof typeof schemas;

const prompts = ['a', 'a'.repeat(32_000), '👋'.repeat(32_000)];
const taken: readonly (readonly [Kind, object])[] = [
  ...prompts.flatMap((prompt) =>
    (['generate', 'remix', 'edit', 'extend'] as const).map((kind) => [kind, { prompt }] as const),
  ),
  ...lengths.map((seconds) => ['generate', { seconds }] as const),
  ...sizes.map((size) => ['generate', { size, model: 'sora-2-pro' }] as const),
  ...sizes.map((size) => ['generate', { size, model: 'sora-2-pro-2025-10-06' }] as const),
  ...sizes.slice(0, 2).map((size) => ['generate', { size, model: 'sora-2' }] as const),
  ['generate', { model: 'veo-of-tomorrow', seconds: '5', size: '1344x768' }],
  ['generate', { input_reference: { file_id: 'file-1' } }],
  ['generate', { input_reference: { image_url: 'data:image/png;base64,AAAA' } }],
  ['generate', { input_reference: upload }],
  ['generate', { input_reference: file }],
  ['generate', { of_tomorrow: 1 }],
  ['edit', { video: file }],
  ['edit', { video: upload }],
  ...['4', '8', '12', '16', '20'].map((seconds) => ['extend', { seconds }] as const),
  ['extend', { video: file }],
  ['character', { name: 'a'.repeat(80) }],
  ['character', { video: upload }],
  ...['1', '100'].map((limit) => ['list', { limit }] as const),
  ...['asc', 'desc'].map((order) => ['list', { order, after: 'video_1' }] as const),
  ...['video', 'thumbnail', 'spritesheet'].map((variant) => ['content', { variant }] as const),
];

const refused: readonly (readonly [Kind, object, parameter: string])[] = [
  ...(['generate', 'remix', 'edit', 'extend'] as const).flatMap((kind) =>
    ['', 'a'.repeat(32_001), 7, null, undefined].map((prompt) => [kind, { prompt }, 'prompt'] as const),
  ),
  ...['3', '5', '16', '20', '', 'four', '4.5', 4].map((seconds) => ['generate', { seconds }, 'seconds'] as const),
  ...['5', '24', '', 8, undefined].map((seconds) => ['extend', { seconds }, 'seconds'] as const),
  ...['720x720', '1920x1080', 'large', '', 720, 'x'].map((size) => ['generate', { size }, 'size'] as const),
  ...sizes.slice(2).map((size) => ['generate', { size, model: 'sora-2' }, 'size'] as const),
  ...sizes.slice(2).map((size) => ['generate', { size }, 'size'] as const),
  ...sizes.slice(2).map((size) => ['generate', { size, model: 'sora-2-2025-12-08' }, 'size'] as const),
  ...['', 7].map((model) => ['generate', { model }, 'model'] as const),
  ...[{}, { file_id: 'file-1', image_url: 'https://a.example/b.png' }, 'file-1', { id: 'file-1' }, { file_id: '' }].map(
    (reference) => ['generate', { input_reference: reference }, 'input_reference'] as const,
  ),
  ['generate', { promt: 'A fox' }, 'promt'],
  ...[undefined, 'video_1', {}, { id: '' }, { id: 7 }].flatMap((value) =>
    (['edit', 'extend'] as const).map((kind) => [kind, { video: value }, 'video'] as const),
  ),
  ...['', 'a'.repeat(81), 7, undefined].map((name) => ['character', { name }, 'name'] as const),
  ...[undefined, video, 'a.mp4'].map((value) => ['character', { video: value }, 'video'] as const),
  ...['0', '101', '1.5', 'all', ''].map((limit) => ['list', { limit }, 'limit'] as const),
  ['list', { order: 'newest' }, 'order'],
  ['list', { after: '' }, 'after'],
  ...['poster', '', 'Video'].map((variant) => ['content', { variant }, 'variant'] as const),
];

/** A whole request, less what is undefined. */
function requestOf(kind: Kind, changes: object) {
  const [schema, whole] = schemas[kind];
  const fields = Object.entries({ ...whole, ...changes }).filter(([, value]) => value !== undefined);
  return { schema, body: Object.fromEntries(fields) };
}

describe('a request of the Videos API', () => {
  it.each(taken)('to %s is taken: %j', (kind, changes) => {
    const { schema, body } = requestOf(kind, changes);
    expect(() => parseRequest(schema, body)).not.toThrow();
  });

  it.each(refused)('to %s is refused: %j', (kind, changes, parameter) => {
    const { schema, body } = requestOf(kind, changes);
    const problems = problemsOf(schema, body);
    expect([...new Set(problems.map((problem) => problem.parameter?.split('.')[0]))]).toEqual([parameter]);
    expect(problems[0]?.hint).toMatch(/.{8}/);
  });

  it('has the fields of the SDK, and no others', () => {
    expectTypeOf<keyof GenerateVideoRequest>().toEqualTypeOf<keyof VideoCreateParams>();
    expectTypeOf<VideoExtendParams['seconds']>().toEqualTypeOf<VideoSeconds>();
  });
});
