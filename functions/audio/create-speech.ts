import { speechRelayed } from '../../lib/apis/audio/relay/speech-relayed.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';

export const handler = openaiEndpoint('create-speech', speechRelayed);
