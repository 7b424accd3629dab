import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { SpeechCreateParams } from 'openai/resources/audio/speech';
import type { TranscriptionCreateParams } from 'openai/resources/audio/transcriptions';
import type { TranslationCreateParams } from 'openai/resources/audio/translations';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { SpeechRequest } from '../../../../../lib/apis/audio/schemas/speech-request.ts';
import type { TranscriptionRequest } from '../../../../../lib/apis/audio/schemas/transcription-request.ts';
import type { TranslationRequest } from '../../../../../lib/apis/audio/schemas/translation-request.ts';
import { compilerErrors } from '../../responses/schemas/compiler-errors.ts';

const lib = path.resolve(import.meta.dirname, '../../../../../lib/apis/audio/schemas');
const speech = readFileSync(path.join(lib, 'speech-request.ts'), 'utf8');
const transcription = readFileSync(path.join(lib, 'transcription-request.ts'), 'utf8');
const translation = readFileSync(path.join(lib, 'translation-request.ts'), 'utf8');
const models = readFileSync(path.join(lib, 'transcription-models.ts'), 'utf8');
const speechModels = readFileSync(path.join(lib, 'speech-models.ts'), 'utf8');

/** A change to a source that has to be there to be made. */
function changed(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`No ${from} to change`);
  return source.replace(from, to);
}

const more = (source: string, module: string, type: string) =>
  `${source}\ndeclare module 'openai/resources/audio/${module}' { ${type} }`;

describe('the schemas of sound', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(import.meta.dirname, '.drift-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('have the fields of the installed SDK, and this service’s own two', () => {
    expectTypeOf<keyof SpeechRequest>().toEqualTypeOf<keyof SpeechCreateParams | 'store' | 'audio_delivery'>();
    expectTypeOf<keyof TranscriptionRequest>().toEqualTypeOf<keyof TranscriptionCreateParams>();
    expectTypeOf<keyof TranslationRequest>().toEqualTypeOf<keyof TranslationCreateParams>();
  });

  it.each([
    ['speech is as it is', speech, /^$/],
    ['a transcription is as it is', transcription, /^$/],
    [
      'the SDK has a parameter more of speech',
      more(speech, 'speech', 'interface SpeechCreateParams { of_tomorrow?: string }'),
      /'of_tomorrow' is missing/,
    ],
    [
      'the SDK has a parameter more of a transcription',
      more(transcription, 'transcriptions', 'interface TranscriptionCreateParamsBase { of_tomorrow?: string }'),
      /'of_tomorrow' is missing/,
    ],
    [
      'the SDK has a field more of server_vad',
      more(
        transcription,
        'transcriptions',
        'namespace TranscriptionCreateParams { interface VadConfig { of_tomorrow?: string } }',
      ),
      /'of_tomorrow' is missing/,
    ],
    [
      'the SDK has a parameter more of a translation',
      more(translation, 'translations', 'interface TranslationCreateParams { of_tomorrow?: string }'),
      /'of_tomorrow' is missing/,
    ],
    ['speech loses a format', changed(speech, '      pcm: true,\n', ''), /'pcm' is missing/],
    ['speech invents a format', changed(speech, '      pcm: true,\n', '      pcm: true,\n      ogg: true,\n'), /'ogg'/],
    ['a transcription loses a format', changed(transcription, '      vtt: true,\n', ''), /'vtt' is missing/],
    [
      'a translation invents one',
      changed(translation, '      vtt: true,\n', '      vtt: true,\n      ass: true,\n'),
      /'ass'/,
    ],
    [
      'a model is lost',
      changed(models, "  'gpt-4o-transcribe': transcribes,\n", ''),
      /gpt-4o-transcribe\\?"?' is missing/,
    ],
    ['a voice model is lost', changed(speechModels, "  'tts-1-hd': older,\n", ''), /tts-1-hd\\?"?' is missing/],
  ])(
    'compile only in step with it: where %s',
    (_, source, said) => {
      expect(compilerErrors(folder, { 'copy.ts': source }, lib)).toMatch(said);
    },
    60_000,
  );
});
