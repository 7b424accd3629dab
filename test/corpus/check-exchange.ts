import { redactKeys } from '../../lib/errors/redact-keys.ts';
import type { Expectations } from './difference.ts';
import { type Fields, isFields, listOf } from './fields.ts';
import type { ExchangeRecording } from './recordings.ts';

/** A function's answer, read to its end. */
export interface JsonReply {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const OWN_FIELDS = ['output_text', 'output_tool_call', 'output_tool_calls'];

/** Checks that a function answered with the recorded response, and with the text and tool calls of it beside. */
export function checkAnswer(recording: ExchangeRecording, reply: JsonReply, expect: Expectations): void {
  const { output } = isFields(recording.body) ? recording.body : {};
  checkResponse(recording, reply, outputTextOf(output), expect);
}

/** The same, where `text` is what `output_text` has to be. */
export function checkResponse(
  recording: ExchangeRecording,
  reply: JsonReply,
  text: string,
  expect: Expectations,
): void {
  const recorded = isFields(recording.body) ? recording.body : {};
  const body = isFields(reply.body) ? reply.body : {};
  const { output_text: _sdks, ...wire } = recorded;
  expect.equal('body', wire, Object.fromEntries(Object.entries(body).filter(([name]) => !OWN_FIELDS.includes(name))));
  expect.equal('body.output_text', text, body.output_text);
  const calls = Array.isArray(body.output_tool_calls) ? body.output_tool_calls : undefined;
  expect.holds('body.output_tool_calls', calls !== undefined, 'an array', body.output_tool_calls);
  expect.equal('body.output_tool_call', calls?.[0], body.output_tool_call);
}

/** Checks that a function passed the recorded answer on as it was. */
export function checkPassedOn(recording: ExchangeRecording, reply: JsonReply, expect: Expectations): void {
  expect.equal('body', recording.body, reply.body);
}

/** Checks that a deletion was confirmed. OpenAI has used several names for the object; here it is always a response. */
export function checkDeletion({ operation }: ExchangeRecording, reply: JsonReply, expect: Expectations): void {
  expect.equal('body', { id: operation.id, object: 'response', deleted: true }, reply.body);
}

/** What a response's messages say. */
export function outputTextOf(output: unknown): string {
  const items = listOf(output).filter(({ type }) => type === 'message');
  const parts = items.flatMap(({ content }) => listOf(content)).filter(({ type }) => type === 'output_text');
  return parts.map(({ text }) => `${text}`).join('');
}

/** Checks that a recorded failure is answered with its status, code, parameter, message and request id, and with a hint. */
export function checkError(recording: ExchangeRecording, reply: JsonReply, expect: Expectations): void {
  const body = isFields(reply.body) ? reply.body : {};
  expect.equal('body.statusCode', recording.status, body.statusCode);
  expect.equal('body.request_id', requestIdOf(recording), body.request_id);
  for (const name of ['message', 'error_code', 'hint']) {
    const value = body[name];
    expect.holds(`body.${name}`, typeof value === 'string' && value !== '', 'a text', value);
  }
  const said = isFields(recording.body) ? recording.body.error : undefined;
  if (isFields(said)) checkWhatWasSaid(said, body, expect);
  const retryAfter = retryAfterOf(recording.headers);
  if (retryAfter !== undefined) expect.equal('body.retry_after_seconds', retryAfter, body.retry_after_seconds);
}

function checkWhatWasSaid(said: Fields, body: Fields, expect: Expectations): void {
  const { code, param, message, type } = Object.fromEntries(
    Object.entries(said).filter(([, value]) => typeof value === 'string' && value !== ''),
  ) as Record<string, string>;
  if (code !== undefined) expect.equal('body.error_code', code, body.error_code);
  expect.equal('body.parameter', param, body.parameter);
  const publicMessage = message === undefined ? undefined : redactKeys(message);
  if (publicMessage !== undefined) expect.equal('body.message', publicMessage, body.message);
  const fields = { type, code, param, message: publicMessage };
  const openaiError = isFields(body.openai_error) ? body.openai_error : {};
  for (const [name, value] of Object.entries(fields))
    expect.equal(`body.openai_error.${name}`, value, openaiError[name]);
}

/** OpenAI's own id of a recorded request. */
export function requestIdOf({ headers }: Pick<ExchangeRecording, 'headers'>): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-request-id')?.[1];
}

function retryAfterOf(headers: Readonly<Record<string, string>>): number | undefined {
  const named = (wanted: string) => Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const milliseconds = Number(named('retry-after-ms') ?? Number.NaN);
  const seconds = Number(named('retry-after') ?? Number.NaN);
  if (!Number.isNaN(milliseconds)) return milliseconds / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}
