import type { Benched } from './bench-host.ts';

const JSON_TYPE = 'application/json';

/** The smallest request of each: what it is asked with, and where. */
const requests: Partial<Record<Benched, { readonly path: string; readonly type?: string; readonly body: string }>> = {
  'create-text': { path: '/api/responses/text', body: JSON.stringify({ model: 'gpt-6.1-terra', input: 'Hi' }) },
  'create-speech': {
    path: '/api/audio/speech',
    body: JSON.stringify({ model: 'gpt-4o-mini-tts', voice: 'coral', input: 'Hi' }),
  },
  'create-transcription': {
    path: '/api/audio/transcriptions',
    type: 'multipart/form-data; boundary=bench',
    body: form(),
  },
  'generate-image': {
    path: '/api/images/generate',
    body: JSON.stringify({ model: 'gpt-image-2.6-flare', prompt: 'A fox' }),
  },
};

/** A function URL event of a function that makes media, or of the text that they are compared with; undefined for any other. */
export function mediaEvent(name: Benched): object | undefined {
  const request = requests[name];
  if (!request) return undefined;
  const { path, type = JSON_TYPE, body } = request;
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': type },
    requestContext: { requestId: 'bench', http: { method: 'POST' } },
    body,
    isBase64Encoded: false,
  };
}

function form(): string {
  const head = 'Content-Disposition: form-data; name=';
  const model = `--bench\r\n${head}"model"\r\n\r\nwhisper-1\r\n`;
  const file = `--bench\r\n${head}"file"; filename="a.wav"\r\n\r\nRIFF\x24\0\0\0WAVEfmt \r\n`;
  return `${model}${file}--bench--\r\n`;
}
