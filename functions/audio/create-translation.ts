import { transcriptRelayed } from '../../lib/apis/audio/relay/transcript-relayed.ts';
import { translationRequestSchema } from '../../lib/apis/audio/schemas/translation-request.ts';
import { transcribe } from '../../lib/apis/audio/transcribe.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = transcribe('/audio/translations');

export const handler = endpoint('create-translation', {
  request: { body: translationRequestSchema },
  serve: ({ body }, context) => serve(body, context),
  openai: transcriptRelayed,
});
