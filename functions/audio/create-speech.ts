import { createSpeech } from '../../lib/apis/audio/create-speech.ts';
import { speechRelayed } from '../../lib/apis/audio/relay/speech-relayed.ts';
import { speechRequestSchema } from '../../lib/apis/audio/schemas/speech-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('create-speech', {
  request: { body: speechRequestSchema },
  serve: ({ body }, context) => createSpeech(body, context),
  openai: speechRelayed,
});
