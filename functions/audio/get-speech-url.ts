import { getSpeechUrl } from '../../lib/apis/audio/get-speech-url.ts';
import { speechUrlRequest } from '../../lib/apis/audio/schemas/speech-url-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('get-speech-url', {
  request: speechUrlRequest,
  serve: ({ path }, context) => getSpeechUrl(path, context),
});
