import type { Answer } from '../../context/answer.ts';
import { answerHeaders } from '../../context/answer-headers.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { type Fields, fieldsOf, isRowOf } from '../../json/fields.ts';
import { isEventStream } from '../../upstream/is-event-stream.ts';
import { isJson } from '../../upstream/is-json.ts';
import { keyMask } from '../../upstream/mask-key.ts';
import { parseAnswer } from '../../upstream/parse-answer.ts';
import { readBody } from '../../upstream/read-body.ts';
import type { UpstreamAnswer } from '../../upstream/request-upstream.ts';
import { sendWithFiles } from '../uploads/files/send-with-files.ts';
import { transcriptCatalogue } from './events/transcript-catalogue.ts';
import { soundFiles } from './schemas/sound-file.ts';
import type { TranscriptionRequest } from './schemas/transcription-request.ts';
import type { TranslationRequest } from './schemas/translation-request.ts';
import { audioCost } from './streaming/audio-cost.ts';
import { recordAudio } from './streaming/record-audio.ts';
import { streamAudio } from './streaming/stream-audio.ts';

/** OpenAI ignores `stream` with it (the SDK's TranscriptionCreateParams). */
const NEVER_STREAMS = 'whisper-1';

/** What is no JSON, by `response_format`. OpenAI calls subtitles plain text: https://www.iana.org/assignments/media-types/text/vtt; SubRip has no entry. */
const TEXT_TYPES = { text: 'text/plain', srt: 'application/x-subrip', vtt: 'text/vtt' } as const;

const done = 'transcript.text.done';
const transcript = {
  catalogue: transcriptCatalogue,
  done,
  doneOf: ({ text, ...rest }: Fields) => (typeof text === 'string' ? { type: done, text, ...rest } : undefined),
};

/**
 * `create-transcription` and `create-translation`: OpenAI's JSON with `cost_estimate`, its text under its own type, or its events as
 * frames. Throws `ServiceError`.
 *
 * @param path OpenAI's, below its base URL: `/audio/translations`
 */
export function transcribe(path: string) {
  return async (request: TranscriptionRequest | TranslationRequest, context: RequestContext): Promise<Answer> => {
    const fields = await context.guard.admit(request, 'transcription');
    const { model } = fields;
    context.recorder.requested(fields, { model });
    const sent = { path, fields, accepts: soundFiles };
    const upstream = await sendWithFiles(context, sent, { kind: 'generation', model });
    const { stream, response_format: format } = fieldsOf(fields);
    const isStreamed = stream === true && model !== NEVER_STREAMS;
    if (isStreamed || isEventStream(upstream.response)) return streamAudio(transcript, upstream, context);
    const warnings = stream === true ? [`stream ignored: ${NEVER_STREAMS} does not stream`] : [];
    return typeof format === 'string' && isRowOf(TEXT_TYPES, format) && !isJson(upstream.response)
      ? textAnswer(upstream, { type: TEXT_TYPES[format], warnings }, context)
      : jsonAnswer(upstream, warnings, context);
  };
}

async function jsonAnswer(
  upstream: UpstreamAnswer,
  warnings: readonly string[],
  context: RequestContext,
): Promise<Answer> {
  const text = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  const said: Fields = parseAnswer(text, upstream, context);
  recordAudio(context, said.usage);
  const body = { ...said, cost_estimate: audioCost(context, said.usage) };
  context.recorder.answered(body);
  return { statusCode: 200, headers: answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }), body };
}

/** Text is read whole before it goes out: one that breaks off is an error, and not half of what was said. */
async function textAnswer(
  upstream: UpstreamAnswer,
  { type, warnings }: { readonly type: string; readonly warnings: readonly string[] },
  context: RequestContext,
): Promise<Answer> {
  const said = Buffer.concat(await readBody(context, upstream)).toString('utf8');
  const text = keyMask(context.environment)(said);
  context.recorder.answered(text);
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    ...answerHeaders(context, { warnings, upstreamMs: upstream.latencyMs }),
  };
  return { statusCode: 200, headers, stream: async (sink) => void sink.write(Buffer.from(text)) };
}
