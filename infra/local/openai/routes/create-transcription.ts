import { type Exchange, sendJson } from '../exchange.ts';
import { invalid, modelNotFound } from '../failures.ts';
import { readForm } from '../read-form.ts';
import { missing } from '../validate-request.ts';
import { beginStream } from './stream-background.ts';

const WRITES = /^whisper-1$|-transcribe(?:-|$)/;
const FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'];

/** POST /v1/audio/transcriptions and /translations: says how large the recording is, in place of what is said in it. */
export async function createTranscription({ request, response }: Exchange): Promise<void> {
  const { fields, files } = await readForm(request);
  const [file] = files;
  if (!file) throw missing('file');
  const { model, response_format: format = 'json', stream } = fields;
  if (model === undefined) throw missing('model');
  if (!WRITES.test(model)) throw modelNotFound(model);
  if (!FORMATS.includes(format)) throw invalid(`Invalid value: '${format}'.`, 'response_format', 'invalid_value');
  const words = `The recording has ${file.bytes} bytes.`.split(/(?= )/);
  const text = words.join('');
  // A second for each 32 KB.
  const seconds = Math.max(1, Math.ceil(file.bytes / 32_768));
  const tokens = {
    type: 'tokens',
    input_tokens: seconds * 10,
    output_tokens: words.length,
    total_tokens: seconds * 10 + words.length,
  };
  const usage = model === 'whisper-1' ? { type: 'duration', seconds } : tokens;
  if (stream === 'true' && model !== 'whisper-1') {
    beginStream(response);
    const write = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
    for (const delta of words) write({ type: 'transcript.text.delta', delta });
    write({ type: 'transcript.text.done', text, usage });
    response.end('data: [DONE]\n\n');
    return;
  }
  const segment = { id: 0, start: 0, end: seconds, text };
  if (format === 'json') sendJson(response, 200, { text, usage });
  else if (format === 'diarized_json')
    sendJson(response, 200, {
      task: 'transcribe',
      duration: seconds,
      text,
      segments: [{ ...segment, id: 'seg_0', speaker: 'A', type: 'transcript.text.segment' }],
      usage,
    });
  else if (format === 'verbose_json')
    sendJson(response, 200, {
      task: 'transcribe',
      language: 'english',
      duration: seconds,
      text,
      segments: [segment],
      usage,
    });
  else response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(written(format, text, seconds));
}

function written(format: string, text: string, seconds: number): string {
  const end = `00:00:${String(Math.min(seconds, 59)).padStart(2, '0')}`;
  if (format === 'srt') return `1\n00:00:00,000 --> ${end},000\n${text}\n\n`;
  if (format === 'vtt') return `WEBVTT\n\n00:00:00.000 --> ${end}.000\n${text}\n\n`;
  return `${text}\n`;
}
