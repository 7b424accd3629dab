import { transcriptRelayed } from '../../lib/apis/audio/relay/transcript-relayed.ts';
import { transcriptionRequestSchema } from '../../lib/apis/audio/schemas/transcription-request.ts';
import { transcribe } from '../../lib/apis/audio/transcribe.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

const serve = transcribe('/audio/transcriptions');

export const handler = endpoint('create-transcription', {
  request: { body: transcriptionRequestSchema },
  serve: ({ body }, context) => serve(body, context),
  openai: transcriptRelayed,
});
