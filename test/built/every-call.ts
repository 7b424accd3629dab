/** A call of an endpoint that asks OpenAI for something, and how it is answered when all is well. */
export interface EndpointCall {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly answers: 'json' | 'stream';
  /** Files of a form, in which the body's fields are beside them. */
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** The head of a WAV, which is enough to tell that it is one. */
const WAV = { file: new Uint8Array(Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1')) };

/** The head of a PNG, likewise. */
const PNG = { image: new Uint8Array(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')) };
/** The head of an MP4, which is enough to tell that it is one. */
const MP4 = { video: new Uint8Array(Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2avc1', 'latin1')) };

/** One of each endpoint that calls OpenAI, in the service's own dialect. */
export const everyCall: readonly EndpointCall[] = [
  { name: 'create-text', method: 'POST', path: '/api/responses/text', body: { input: 'Hi' }, answers: 'json' },
  { name: 'create-image', method: 'POST', path: '/api/responses/images', body: { input: 'Hi' }, answers: 'json' },
  { name: 'stream-text', method: 'POST', path: '/api/responses/text/stream', body: { input: 'Hi' }, answers: 'stream' },
  {
    name: 'stream-image',
    method: 'POST',
    path: '/api/responses/images/stream',
    body: { input: 'Hi' },
    answers: 'stream',
  },
  {
    name: 'count-input-tokens',
    method: 'POST',
    path: '/api/responses/input-tokens',
    body: { input: 'Hi' },
    answers: 'json',
  },
  { name: 'compact-response', method: 'POST', path: '/api/responses/compact', body: { input: 'Hi' }, answers: 'json' },
  { name: 'retrieve-response', method: 'GET', path: '/api/responses/resp_1', answers: 'json' },
  { name: 'resume-stream', method: 'GET', path: '/api/responses/resp_1/stream', answers: 'stream' },
  { name: 'list-input-items', method: 'GET', path: '/api/responses/resp_1/input-items', answers: 'json' },
  { name: 'cancel-response', method: 'POST', path: '/api/responses/resp_1/cancel', answers: 'json' },
  { name: 'delete-response', method: 'DELETE', path: '/api/responses/resp_1', answers: 'json' },
  {
    name: 'generate-image',
    method: 'POST',
    path: '/api/images/generate',
    body: { prompt: 'A fox' },
    answers: 'json',
  },
  {
    name: 'generate-image',
    method: 'POST',
    path: '/api/images/generate',
    body: { prompt: 'A fox', stream: true },
    answers: 'stream',
  },
  {
    name: 'edit-image',
    method: 'POST',
    path: '/api/images/edit',
    body: { prompt: 'A fox' },
    files: PNG,
    answers: 'json',
  },
  {
    name: 'edit-image',
    method: 'POST',
    path: '/api/images/edit',
    body: { prompt: 'A fox', stream: true },
    files: PNG,
    answers: 'stream',
  },
  { name: 'create-image-variation', method: 'POST', path: '/api/images/variations', files: PNG, answers: 'json' },
  {
    name: 'create-speech',
    method: 'POST',
    path: '/api/audio/speech',
    body: { model: 'gpt-4o-mini-tts', voice: 'coral', input: 'Hi', stream_format: 'sse' },
    answers: 'stream',
  },
  {
    name: 'create-transcription',
    method: 'POST',
    path: '/api/audio/transcriptions',
    body: { model: 'gpt-4o-transcribe' },
    files: WAV,
    answers: 'json',
  },
  {
    name: 'create-transcription',
    method: 'POST',
    path: '/api/audio/transcriptions',
    body: { model: 'gpt-4o-transcribe', stream: true },
    files: WAV,
    answers: 'stream',
  },
  {
    name: 'create-translation',
    method: 'POST',
    path: '/api/audio/translations',
    body: { model: 'whisper-1' },
    files: WAV,
    answers: 'json',
  },
  { name: 'generate-video', method: 'POST', path: '/api/videos/generate', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'list-videos', method: 'GET', path: '/api/videos', answers: 'json' },
  {
    name: 'edit-video',
    method: 'POST',
    path: '/api/videos/edits',
    body: { prompt: 'Hi', video: { id: 'video_1' } },
    answers: 'json',
  },
  {
    name: 'extend-video',
    method: 'POST',
    path: '/api/videos/extensions',
    body: { prompt: 'Hi', seconds: '8', video: { id: 'video_1' } },
    answers: 'json',
  },
  {
    name: 'create-character',
    method: 'POST',
    path: '/api/videos/characters',
    body: { name: 'Mossy' },
    files: MP4,
    answers: 'json',
  },
  { name: 'retrieve-character', method: 'GET', path: '/api/videos/characters/char_1', answers: 'json' },
  { name: 'retrieve-video', method: 'GET', path: '/api/videos/video_1', answers: 'json' },
  { name: 'get-video-content', method: 'GET', path: '/api/videos/video_1/content', answers: 'json' },
  { name: 'remix-video', method: 'POST', path: '/api/videos/video_1/remix', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'delete-video', method: 'DELETE', path: '/api/videos/video_1', answers: 'json' },
];

/** Those of the Responses API. */
export const responsesCalls: readonly EndpointCall[] = everyCall.filter(({ path }) =>
  path.startsWith('/api/responses'),
);

const asked = { model: 'gpt-6-luna', input: 'Hi' };
const speech = { model: 'tts-1', voice: 'coral', input: 'Hi' };
const recording = { model: 'gpt-4o-transcribe' };
const drawing = { model: 'gpt-image-2.6-flare', prompt: 'A fox' };
const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] };

/** One of each operation in OpenAI's dialect; of one that the body has streamed, one of each kind. */
export const openaiCalls: readonly EndpointCall[] = [
  { name: 'create-response', method: 'POST', path: '/v1/responses', body: asked, answers: 'json' },
  {
    name: 'create-response',
    method: 'POST',
    path: '/v1/responses',
    body: { ...asked, stream: true },
    answers: 'stream',
  },
  { name: 'create-chat-completion', method: 'POST', path: '/v1/chat/completions', body: chat, answers: 'json' },
  {
    name: 'create-chat-completion',
    method: 'POST',
    path: '/v1/chat/completions',
    body: { ...chat, stream: true },
    answers: 'stream',
  },
  { name: 'generate-image', method: 'POST', path: '/v1/images/generations', body: drawing, answers: 'json' },
  {
    name: 'generate-image',
    method: 'POST',
    path: '/v1/images/generations',
    body: { ...drawing, stream: true },
    answers: 'stream',
  },
  { name: 'create-speech', method: 'POST', path: '/v1/audio/speech', body: speech, answers: 'json' },
  { name: 'edit-image', method: 'POST', path: '/v1/images/edits', body: drawing, answers: 'json' },
  { name: 'create-image-variation', method: 'POST', path: '/v1/images/variations', body: drawing, answers: 'json' },
  {
    name: 'edit-image',
    method: 'POST',
    path: '/v1/images/edits',
    body: { ...drawing, stream: true },
    answers: 'stream',
  },
  { name: 'create-transcription', method: 'POST', path: '/v1/audio/transcriptions', body: recording, answers: 'json' },
  {
    name: 'create-transcription',
    method: 'POST',
    path: '/v1/audio/transcriptions',
    body: { ...recording, stream: true },
    answers: 'stream',
  },
  { name: 'create-translation', method: 'POST', path: '/v1/audio/translations', body: recording, answers: 'json' },
  { name: 'generate-video', method: 'POST', path: '/v1/videos', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'list-videos', method: 'GET', path: '/v1/videos', answers: 'json' },
  { name: 'edit-video', method: 'POST', path: '/v1/videos/edits', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'extend-video', method: 'POST', path: '/v1/videos/extensions', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'create-character', method: 'POST', path: '/v1/videos/characters', body: { name: 'Mossy' }, answers: 'json' },
  { name: 'retrieve-character', method: 'GET', path: '/v1/videos/characters/char_1', answers: 'json' },
  { name: 'retrieve-video', method: 'GET', path: '/v1/videos/video_1', answers: 'json' },
  { name: 'get-video-content', method: 'GET', path: '/v1/videos/video_1/content', answers: 'json' },
  { name: 'remix-video', method: 'POST', path: '/v1/videos/video_1/remix', body: { prompt: 'Hi' }, answers: 'json' },
  { name: 'delete-video', method: 'DELETE', path: '/v1/videos/video_1', answers: 'json' },
  { name: 'create-embeddings', method: 'POST', path: '/v1/embeddings', body: asked, answers: 'json' },
  { name: 'create-moderation', method: 'POST', path: '/v1/moderations', body: { input: 'Hi' }, answers: 'json' },
  { name: 'list-models', method: 'GET', path: '/v1/models', answers: 'json' },
  { name: 'retrieve-model', method: 'GET', path: '/v1/models/gpt-6-luna', answers: 'json' },
  { name: 'count-input-tokens', method: 'POST', path: '/v1/responses/input_tokens', body: asked, answers: 'json' },
  { name: 'compact-response', method: 'POST', path: '/v1/responses/compact', body: asked, answers: 'json' },
  { name: 'retrieve-response', method: 'GET', path: '/v1/responses/resp_1', answers: 'json' },
  { name: 'list-input-items', method: 'GET', path: '/v1/responses/resp_1/input_items', answers: 'json' },
  { name: 'cancel-response', method: 'POST', path: '/v1/responses/resp_1/cancel', answers: 'json' },
  { name: 'delete-response', method: 'DELETE', path: '/v1/responses/resp_1', answers: 'json' },
];

/** An answer that was read to its end. */
export interface CallAnswer {
  readonly status: number;
  readonly text: string;
}

/** Makes a call; JSON goes with it where the endpoint takes it, a form where files do. */
export async function makeCall(url: string, { method, path, body, files }: EndpointCall): Promise<CallAnswer> {
  const headers = { 'content-type': 'application/json' };
  const sent = files ? { body: formOf(body ?? {}, files) } : body && { headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, { method, ...sent });
  return { status: response.status, text: await response.text() };
}

/** A form of texts and files. */
export function formOf(fields: object, files: NonNullable<EndpointCall['files']>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  for (const [name, bytes] of Object.entries(files)) form.set(name, new Blob([bytes]), `${name}.bin`);
  return form;
}
