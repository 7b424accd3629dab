import { fieldsOf, isFields } from '../../../../lib/json/fields.ts';
import { type Failure, invalid, modelNotFound } from '../failures.ts';
import { findModel } from '../models.ts';
import { CHAT_PARAMETERS } from '../request-parameters.ts';
import {
  checkLimit,
  checkMetadata,
  isArrayOfObjects,
  type Limit,
  missing,
  readParameters,
  withoutNulls,
  wrongType,
} from '../validate-request.ts';
import type { ChatRequest } from './chat-request.ts';
import { checkMessages } from './check-messages.ts';

const LIMITS: readonly Limit[] = [
  { name: 'temperature', kind: 'decimal', least: 0, most: 2 },
  { name: 'top_p', kind: 'decimal', least: 0, most: 1 },
  { name: 'frequency_penalty', kind: 'decimal', least: -2, most: 2 },
  { name: 'presence_penalty', kind: 'decimal', least: -2, most: 2 },
  { name: 'top_logprobs', kind: 'integer', least: 0, most: 20 },
  { name: 'n', kind: 'integer', least: 1, most: 128 },
  { name: 'max_completion_tokens', kind: 'integer', least: 1, most: Number.POSITIVE_INFINITY },
  { name: 'max_tokens', kind: 'integer', least: 1, most: Number.POSITIVE_INFINITY },
];

/** Models of other endpoints. */
const NO_CHAT = /^(gpt-image|text-embedding|omni-moderation|whisper|tts|sora)|-transcribe|-tts/;

/** Reads the body of POST /v1/chat/completions and refuses, in OpenAI's words, what OpenAI would. Throws a Failure. */
export function readChatRequest(body: string): ChatRequest {
  const sent = withoutNulls(readParameters(body, CHAT_PARAMETERS));
  checkModel(sent.model);
  checkMessages(sent.messages);
  for (const limit of LIMITS) checkLimit(limit, sent[limit.name]);
  checkTools(sent.tools);
  checkFormat(sent.response_format);
  checkMetadata(sent.metadata);
  if (sent.stream_options !== undefined && sent.stream !== true) throw optionsOfNoStream();
  // Checked as far as it matters to what is played; the rest may be anything.
  return sent as unknown as ChatRequest;
}

function checkModel(model: unknown): void {
  if (model === undefined) throw missing('model');
  if (typeof model !== 'string') throw wrongType('model', 'a string');
  if (!findModel(model)) throw modelNotFound(model);
  if (!NO_CHAT.test(model)) return;
  throw invalid('This is not a chat model and thus not supported in the v1/chat/completions endpoint.', 'model', null);
}

function checkTools(tools: unknown): void {
  if (tools === undefined) return;
  if (!isArrayOfObjects(tools)) throw wrongType('tools', 'an array of objects');
  for (const [index, tool] of tools.entries()) {
    const { type } = fieldsOf(tool);
    if (type !== 'function' && type !== 'custom') {
      const message = `Invalid value: '${type}'. Supported values are: 'function' and 'custom'.`;
      throw invalid(message, `tools[${index}].type`, 'invalid_value');
    }
    // A Responses tool, whose fields are not nested, is the mistake that callers make most.
    if (typeof fieldsOf(fieldsOf(tool)[type]).name !== 'string') throw missing(`tools[${index}].${type}.name`);
  }
}

function checkFormat(format: unknown): void {
  if (format === undefined) return;
  if (!isFields(format)) throw wrongType('response_format', 'an object');
  if (format.type !== 'json_schema') return;
  if (!isFields(format.json_schema)) throw missing('response_format.json_schema');
  if (typeof format.json_schema.name !== 'string') throw missing('response_format.json_schema.name');
}

const optionsOfNoStream = (): Failure =>
  invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options', null);
