import { transcriptRelayed } from '../../lib/apis/audio/relay/transcript-relayed.ts';
import { openaiEndpoint } from '../../lib/http/openai-endpoint.ts';

export const handler = openaiEndpoint('create-transcription', transcriptRelayed);
