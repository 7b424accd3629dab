import type { Examples } from '../../../openapi/operation.ts';

const speech = { model: 'gpt-4o-mini-tts', voice: 'coral', input: 'Good morning.' } as const;
/** From POST /api/uploads/url. */
const file = { upload_key: 'upl_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d', filename: 'talk.wav' } as const;
const id = 'speech_0f2a3c5d7e9b1f3a5c7d9e0b2f4a6c8d';
const url = `https://bucket.s3.eu-central-1.amazonaws.com/speech/${id}?X-Amz-Signature=0f2a`;
const stored = { id, expires_at: '2026-11-30T12:00:00.000Z', content_type: 'audio/mpeg', bytes: 16_320 } as const;

export const speechExamples: Examples = {
  sound: { summary: 'The sound', value: speech },
  events: { summary: 'Events', value: { ...speech, stream_format: 'sse' } },
  kept: { summary: 'Kept in S3, as a URL', value: { ...speech, store: true, audio_delivery: 'url' } },
};

export const storedSpeechAnswers: Examples = { stored: { summary: 'A URL', value: { ...stored, url } } };

export const transcriptionExamples: Examples = {
  json: { summary: 'JSON', value: { model: 'gpt-4o-transcribe', file } },
  verbose: {
    summary: 'With times',
    value: { model: 'whisper-1', file, response_format: 'verbose_json', timestamp_granularities: ['segment'] },
  },
  diarized: {
    summary: 'Who said what',
    value: { model: 'gpt-4o-transcribe-diarize', file, response_format: 'diarized_json', chunking_strategy: 'auto' },
  },
  events: { summary: 'Events', value: { model: 'gpt-4o-mini-transcribe', file, stream: true } },
};

export const translationExamples: Examples = { json: { summary: 'JSON', value: { model: 'whisper-1', file } } };

export const transcriptAnswers: Examples = {
  json: {
    summary: 'A transcription',
    value: { text: 'Good morning.', usage: { type: 'duration', seconds: 2 }, cost_estimate: 0.0002 },
  },
};
