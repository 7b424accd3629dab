import { describe, expect, it } from 'vitest';
import { speechRequestSchema } from '../../../../../lib/apis/audio/schemas/speech-request.ts';
import { transcriptionRequestSchema } from '../../../../../lib/apis/audio/schemas/transcription-request.ts';
import { translationRequestSchema } from '../../../../../lib/apis/audio/schemas/translation-request.ts';
import { FormFile } from '../../../../../lib/multipart/form-file.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../../responses/schemas/problems-of.ts';

const file = new FormFile({ filename: 'a.wav', contentType: 'audio/wav', isTypeKnown: true, bytes: 4, sha256: '00' }, [
  Buffer.from('RIFF'),
]);
const upload = { upload_key: 'upl_1' };

const schemas = {
  speech: [speechRequestSchema, { model: 'gpt-4o-mini-tts', voice: 'coral', input: 'Hi' }],
  whisper: [transcriptionRequestSchema, { model: 'whisper-1', file }],
  gpt: [transcriptionRequestSchema, { model: 'gpt-4o-transcribe', file }],
  diarize: [transcriptionRequestSchema, { model: 'gpt-4o-transcribe-diarize', file }],
  translation: [translationRequestSchema, { model: 'whisper-1', file }],
} as const;

type Kind = keyof typeof schemas;

const voice = 'data:audio/wav;base64,UklGRg==';
const speakers = (names: number, references: number) => ({
  known_speaker_names: Array.from({ length: names }, (_, index) => `speaker ${index}`),
  known_speaker_references: Array.from({ length: references }, () => voice),
});
const vad = (fields: object) => ({ chunking_strategy: { type: 'server_vad', ...fields } });

const taken: readonly (readonly [Kind, object])[] = [
  ...['a', 'a'.repeat(4096), '👋'.repeat(4096)].map((input) => ['speech', { input }] as const),
  ...[0.25, 1, 4].map((speed) => ['speech', { speed }] as const),
  ...['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'].map((format) => ['speech', { response_format: format }] as const),
  ...['alloy', 'cedar', 'marin', 'verse', { id: 'voice_1' }].map((name) => ['speech', { voice: name }] as const),
  ['speech', { model: 'tts-1', voice: 'alloy' }],
  ['speech', { model: 'tts-1-hd', voice: { id: 'voice_1' }, stream_format: 'audio' }],
  ['speech', { model: 'of-tomorrow', voice: 'bella', instructions: 'Sing', stream_format: 'sse' }],
  ['speech', { instructions: 'Slowly', stream_format: 'sse' }],
  ['speech', { instructions: '' }],
  ['speech', { store: true }],
  ...['base64', 'url', 'both'].map((delivery) => ['speech', { store: true, audio_delivery: delivery }] as const),
  ['speech', { field_of_tomorrow: 1 }],
  ['whisper', { file: upload }],
  ['whisper', { file: { ...upload, filename: 'a.mp3' } }],
  ...['json', 'text', 'srt', 'verbose_json', 'vtt'].flatMap(
    (format) =>
      [
        ['whisper', { response_format: format }],
        ['translation', { response_format: format }],
      ] as const,
  ),
  ...['json', 'text'].map((format) => ['gpt', { response_format: format }] as const),
  ...['json', 'text', 'diarized_json'].map((format) => ['diarize', { response_format: format }] as const),
  ...[0, 0.4, 1].flatMap(
    (temperature) =>
      [
        ['whisper', { temperature }],
        ['translation', { temperature }],
      ] as const,
  ),
  ...['en', 'de', 'yue'].map((language) => ['whisper', { language }] as const),
  ...[['word'], ['segment'], ['word', 'segment']].map(
    (each) => ['whisper', { response_format: 'verbose_json', timestamp_granularities: each }] as const,
  ),
  ['whisper', { prompt: '' }],
  ['whisper', { stream: true }],
  ['whisper', { stream: null, chunking_strategy: null }],
  ['gpt', { stream: true, include: ['logprobs'] }],
  ['gpt', { include: ['logprobs'], response_format: 'json' }],
  ['gpt', { chunking_strategy: 'auto' }],
  ['gpt', vad({})],
  ['gpt', vad({ threshold: 0, prefix_padding_ms: 0, silence_duration_ms: 0 })],
  ['gpt', vad({ threshold: 1, prefix_padding_ms: 60_000, silence_duration_ms: 60_000 })],
  ['diarize', speakers(1, 1)],
  ['diarize', speakers(4, 4)],
  ['gpt', { model: 'gpt-transcribe', languages: ['en', 'de'], keywords: ['EventBridge'] }],
  ['gpt', { model: 'of-tomorrow', response_format: 'srt', ...speakers(1, 1), keywords: ['a'], prompt: 'x' }],
  ['translation', { model: 'of-tomorrow', prompt: 'x' }],
];

const refused: readonly (readonly [Kind, object, string])[] = [
  ...['', 'a'.repeat(4097), '👋'.repeat(4097), 1, null].map((input) => ['speech', { input }, 'input'] as const),
  ...[0.24, 4.01, -1, '1', null, Number.NaN].map((speed) => ['speech', { speed }, 'speed'] as const),
  ...['ogg', 'MP3', '', 1, null].map((format) => ['speech', { response_format: format }, 'response_format'] as const),
  ...['', 1, null, ['alloy'], 'robot'].map((name) => ['speech', { voice: name }, 'voice'] as const),
  ...[{}, { id: '' }, { id: 1 }].map((name) => ['speech', { voice: name }, 'voice.id'] as const),
  ...['ballad', 'cedar', 'marin', 'verse'].map((name) => ['speech', { model: 'tts-1', voice: name }, 'voice'] as const),
  ...['', 1, null].map((model) => ['speech', { model }, 'model'] as const),
  ...['tts-1', 'tts-1-hd', 'tts-1-1106'].flatMap(
    (model) =>
      [
        ['speech', { model, instructions: 'Slowly' }, 'instructions'],
        ['speech', { model, stream_format: 'sse' }, 'stream_format'],
      ] as const,
  ),
  ...[1, null].map((instructions) => ['speech', { instructions }, 'instructions'] as const),
  ...['events', true, null].map((format) => ['speech', { stream_format: format }, 'stream_format'] as const),
  ...['true', 1, null].map((store) => ['speech', { store }, 'store'] as const),
  ['speech', { store: true, audio_delivery: 'file' }, 'audio_delivery'],
  ['speech', { audio_delivery: 'url' }, 'audio_delivery'],
  ['speech', { store: false, audio_delivery: 'base64' }, 'audio_delivery'],
  ['speech', { store: true, stream_format: 'sse' }, 'store'],
  ['speech', { voise: 'alloy' }, 'voise'],
  ...['RIFF', {}, { upload_key: 1 }, null, [file], { ...upload, filename: '' }].flatMap(
    (wrong) =>
      [
        ['whisper', { file: wrong }, 'file'],
        ['translation', { file: wrong }, 'file'],
      ] as const,
  ),
  ...[-0.1, 1.1, '0', null].flatMap(
    (temperature) =>
      [
        ['whisper', { temperature }, 'temperature'],
        ['translation', { temperature }, 'temperature'],
      ] as const,
  ),
  ...['english', 'E', '', 'EN', 'en-GB', 1].map((language) => ['whisper', { language }, 'language'] as const),
  ['whisper', { prompt: 1 }, 'prompt'],
  ['whisper', { stream: 'true' }, 'stream'],
  ['whisper', { response_format: 'diarized_json' }, 'response_format'],
  ['whisper', { response_format: 'xml' }, 'response_format'],
  ...['srt', 'verbose_json', 'vtt', 'diarized_json'].map(
    (format) => ['gpt', { response_format: format }, 'response_format'] as const,
  ),
  ...['srt', 'verbose_json', 'vtt'].map(
    (format) => ['diarize', { response_format: format }, 'response_format'] as const,
  ),
  ['translation', { response_format: 'diarized_json' }, 'response_format'],
  ['translation', { model: 'gpt-4o-transcribe' }, 'model'],
  ['whisper', { timestamp_granularities: ['word'] }, 'timestamp_granularities'],
  ['whisper', { response_format: 'json', timestamp_granularities: ['word'] }, 'timestamp_granularities'],
  ...[[], 'word', null].map(
    (each) =>
      [
        'whisper',
        { response_format: 'verbose_json', timestamp_granularities: each },
        'timestamp_granularities',
      ] as const,
  ),
  ['whisper', { response_format: 'verbose_json', timestamp_granularities: ['letter'] }, 'timestamp_granularities[0]'],
  ['diarize', { timestamp_granularities: ['word'] }, 'timestamp_granularities'],
  ['gpt', { include: ['logprobs'], response_format: 'text' }, 'include'],
  ['gpt', { include: [] }, 'include'],
  ['gpt', { include: 'logprobs' }, 'include'],
  ['gpt', { include: ['words'] }, 'include[0]'],
  ...(['whisper', 'diarize'] as const).map((kind) => [kind, { include: ['logprobs'] }, 'include'] as const),
  ['gpt', { model: 'gpt-transcribe', include: ['logprobs'] }, 'include'],
  ['diarize', { prompt: 'x' }, 'prompt'],
  ...['none', 1, []]
    .map((strategy) => ['gpt', { chunking_strategy: strategy }] as const)
    .map(([kind, body]) => [kind, body, 'chunking_strategy'] as const),
  ...[{}, { type: 'client_vad' }].map(
    (strategy) => ['gpt', { chunking_strategy: strategy }, 'chunking_strategy.type'] as const,
  ),
  ...[-0.1, 1.1, '0.5'].map((threshold) => ['gpt', vad({ threshold }), 'chunking_strategy.threshold'] as const),
  ...[-1, 0.5].flatMap(
    (milliseconds) =>
      [
        ['gpt', vad({ prefix_padding_ms: milliseconds }), 'chunking_strategy.prefix_padding_ms'],
        ['gpt', vad({ silence_duration_ms: milliseconds }), 'chunking_strategy.silence_duration_ms'],
      ] as const,
  ),
  ['diarize', speakers(5, 5), 'known_speaker_names'],
  ['diarize', speakers(2, 1), 'known_speaker_references'],
  ['diarize', { known_speaker_names: ['a'] }, 'known_speaker_names'],
  ['diarize', { known_speaker_references: [voice] }, 'known_speaker_references'],
  [
    'diarize',
    { known_speaker_names: ['a'], known_speaker_references: ['https://x.example/a.wav'] },
    'known_speaker_references[0]',
  ],
  ['diarize', { known_speaker_names: [''], known_speaker_references: [voice] }, 'known_speaker_names[0]'],
  ['whisper', speakers(1, 1), 'known_speaker_names'],
  ['gpt', speakers(1, 1), 'known_speaker_names'],
  ['whisper', { keywords: ['a'] }, 'keywords'],
  ['gpt', { languages: ['en'] }, 'languages'],
  ['gpt', { model: 'gpt-transcribe', languages: ['english'] }, 'languages[0]'],
  ['gpt', { model: 'gpt-transcribe', keywords: [] }, 'keywords'],
];

describe('a request for sound', () => {
  it.each(taken)('of %s is taken with %j', (kind, fields) => {
    const [schema, good] = schemas[kind];
    expect(parseRequest(schema, { ...good, ...fields })).toEqual({ ...good, ...fields });
  });

  it.each(refused)('of %s is refused with %j, by %s, with a hint', (kind, fields, parameter) => {
    const [schema, good] = schemas[kind];
    const problems = problemsOf(schema, { ...good, ...fields });
    expect(problems.map((problem) => problem.parameter)).toContain(parameter);
    for (const { message, hint } of problems) {
      expect(message).toMatch(/.{10}/);
      expect(hint).toMatch(/.{10}/);
    }
  });

  it.each([
    ['speech', ['input', 'model', 'voice']],
    ['gpt', ['file', 'model']],
    ['translation', ['file', 'model']],
  ] as const)('of %s lacks all that it lacks at once: %j', (kind, missing) => {
    const problems = problemsOf(schemas[kind][0], {});
    expect(problems.map(({ parameter }) => parameter).sort()).toEqual([...missing]);
    expect(problems.every(({ message }) => message.endsWith('is required'))).toBe(true);
  });

  it.each([[null], ['text'], [[]], [1]])('that is %j is no request', (body) => {
    expect(problemsOf(speechRequestSchema, body)).toHaveLength(1);
  });

  it('keeps a file as it is: its content is not copied', () => {
    expect(parseRequest(transcriptionRequestSchema, { model: 'whisper-1', file }).file).toBe(file);
  });
});
