import type { ResponseCreateParamsBase } from 'openai/resources/responses/responses';
import { invalid } from './failures.ts';
import { findModel } from './models.ts';
import type { CreateRequest } from './request.ts';

/** Every parameter OpenAI takes; the compiler keeps it complete. `modalities` is older than the SDK's type. */
const PARAMETERS: Readonly<Record<keyof ResponseCreateParamsBase | 'modalities', true>> = {
  access_programs: true,
  background: true,
  context_management: true,
  conversation: true,
  image: true,
  include: true,
  input: true,
  instructions: true,
  max_output_tokens: true,
  max_tool_calls: true,
  metadata: true,
  modalities: true,
  model: true,
  moderation: true,
  parallel_tool_calls: true,
  previous_response_id: true,
  prompt: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning: true,
  safety_identifier: true,
  service_tier: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  text: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  truncation: true,
  user: true,
};

/** The numbers with limits, and the kind that OpenAI's codes name them by. */
const LIMITS = [
  { name: 'temperature', kind: 'decimal', least: 0, most: 2 },
  { name: 'top_p', kind: 'decimal', least: 0, most: 1 },
  { name: 'top_logprobs', kind: 'integer', least: 0, most: 20 },
  { name: 'max_output_tokens', kind: 'integer', least: 16, most: Number.POSITIVE_INFINITY },
] as const;

/** What may stand in for `input`. */
const IN_PLACE_OF_INPUT = ['prompt', 'previous_response_id', 'conversation'];

/** Reads the body of POST /v1/responses and refuses, in OpenAI's words, what OpenAI would. Throws a Failure. */
export function readCreateRequest(body: string, isStored: (responseId: string) => boolean): CreateRequest {
  const sent = parse(body);
  for (const name of Object.keys(sent)) {
    if (!Object.hasOwn(PARAMETERS, name)) throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
  }
  checkModel(sent.model, 'prompt' in sent);
  checkInput(sent);
  for (const limit of LIMITS) checkLimit(limit, sent[limit.name]);
  const previous = sent.previous_response_id;
  if (typeof previous === 'string' && !isStored(previous)) {
    const message = `Previous response with id '${previous}' not found.`;
    throw invalid(message, 'previous_response_id', 'previous_response_not_found');
  }
  // Checked as far as OpenAI's own answers matter here; whatever else is inside is passed on and echoed as it came.
  return {
    ...(sent as ResponseCreateParamsBase),
    model: typeof sent.model === 'string' ? sent.model : 'gpt-6.1-terra',
  };
}

function parse(body: string): Record<string, unknown> {
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    throw invalid('We could not parse the JSON body of your request. It was probably cut short.', null, null);
  }
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return { ...sent };
  throw invalid('Invalid body: expected an object.', null, 'invalid_type');
}

function checkModel(model: unknown, fromPrompt: boolean): void {
  if (model === undefined || model === null) {
    if (fromPrompt) return;
    throw missing('model');
  }
  if (typeof model !== 'string') throw wrongType('model', 'a string');
  if (!findModel(model)) throw invalid(`The requested model '${model}' does not exist.`, 'model', 'model_not_found');
}

function checkInput(sent: Record<string, unknown>): void {
  const { input, tools, metadata, include } = sent;
  if (input === undefined && !IN_PLACE_OF_INPUT.some((name) => sent[name])) throw missing('input');
  if (input !== undefined && typeof input !== 'string' && !isArrayOfObjects(input)) {
    throw wrongType('input', 'a string or an array of items');
  }
  if (tools !== undefined && !isArrayOfObjects(tools)) throw wrongType('tools', 'an array of objects');
  if (metadata && !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw wrongType('metadata', 'an object with string values');
  }
  if (include && !Array.isArray(include)) throw wrongType('include', 'an array of strings');
}

function checkLimit({ name, kind, least, most }: (typeof LIMITS)[number], value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number') throw wrongType(name, kind === 'integer' ? 'an integer' : 'a decimal');
  const got = `but got ${value} instead.`;
  if (value < least) {
    const message = `Invalid '${name}': ${kind} below minimum value. Expected a value >= ${least}, ${got}`;
    throw invalid(message, name, `${kind}_below_min_value`);
  }
  if (value > most) {
    const message = `Invalid '${name}': ${kind} above maximum value. Expected a value <= ${most}, ${got}`;
    throw invalid(message, name, `${kind}_above_max_value`);
  }
}

const isArrayOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((element) => typeof element === 'object' && element !== null);

const missing = (name: string) => invalid(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter');

const wrongType = (name: string, expected: string) =>
  invalid(`Invalid type for '${name}': expected ${expected}.`, name, 'invalid_type');
