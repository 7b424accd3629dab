import { isRowOf } from '../../../../lib/json/fields.ts';
import { SPEECH_FORMATS } from '../audio/speak.ts';
import { type Exchange, readText } from '../exchange.ts';
import { invalid, modelNotFound } from '../failures.ts';
import { SPEECH_PARAMETERS } from '../request-parameters.ts';
import { tokensOf } from '../usage.ts';
import { checkLimit, missing, readParameters, withoutNulls, wrongType } from '../validate-request.ts';
import { beginStream } from './stream-background.ts';

/** OpenAI's most of `input` (openai 7.59, `SpeechCreateParams`). */
const MOST_CHARACTERS = 4096;
const SPEAKS = /^(?:tts-1|gpt-4o-mini-tts|gpt-audio)/;
const CHUNK_BYTES = 4096;

/** POST /v1/audio/speech: tones in place of words, in pieces, or as events with `stream_format`. */
export async function createSpeech({ request, response }: Exchange): Promise<void> {
  const sent = withoutNulls(readParameters(await readText(request), SPEECH_PARAMETERS));
  const { model, input, voice, response_format: format = 'mp3', stream_format: streamed } = sent;
  for (const [name, value] of Object.entries({ model, input, voice })) if (value === undefined) throw missing(name);
  if (typeof model !== 'string' || !SPEAKS.test(model)) throw modelNotFound(String(model));
  if (typeof input !== 'string') throw wrongType('input', 'a string');
  if (input.length > MOST_CHARACTERS)
    throw invalid(
      `Invalid 'input': string too long. Expected at most ${MOST_CHARACTERS} characters.`,
      'input',
      'string_above_max_length',
    );
  checkLimit({ name: 'speed', kind: 'decimal', least: 0.25, most: 4 }, sent.speed);
  if (typeof format !== 'string' || !isRowOf(SPEECH_FORMATS, format)) {
    const message = `The stand-in speaks ${Object.keys(SPEECH_FORMATS).join(', ')}, and no '${format}'.`;
    throw invalid(message, 'response_format', 'invalid_value');
  }
  const { type, speak } = SPEECH_FORMATS[format];
  const sound = speak(input);
  const pieces = Array.from({ length: Math.ceil(sound.length / CHUNK_BYTES) }, (_, index) =>
    sound.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
  if (streamed !== 'sse') {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) response.write(piece);
    response.end();
    return;
  }
  beginStream(response);
  const write = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  for (const piece of pieces) write({ type: 'speech.audio.delta', audio: piece.toString('base64') });
  const tokens = { input_tokens: tokensOf(input.length), output_tokens: pieces.length };
  write({ type: 'speech.audio.done', usage: { ...tokens, total_tokens: tokens.input_tokens + tokens.output_tokens } });
  response.end('data: [DONE]\n\n');
}
