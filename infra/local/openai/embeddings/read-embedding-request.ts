import type { EmbeddingModel } from 'openai/resources/embeddings';
import { isRowOf } from '../../../../lib/json/fields.ts';
import { Failure, invalid, modelNotFound } from '../failures.ts';
import { findModel } from '../models.ts';
import { EMBEDDING_PARAMETERS } from '../request-parameters.ts';
import { tokensOf } from '../usage.ts';
import { checkLimit, missing, readParameters, withoutNulls, wrongType } from '../validate-request.ts';
import type { EmbeddingInput } from './embed.ts';
import { EMBEDDING_MODELS } from './embedding-models.ts';

const MOST_INPUTS = 2048;
const MOST_TOKENS = 8192;

/** What POST /v1/embeddings is asked for, defaults filled in. */
export interface EmbeddingRequest {
  readonly model: EmbeddingModel;
  readonly inputs: readonly EmbeddingInput[];
  readonly dimensions: number;
  readonly encoding: 'float' | 'base64';
}

/** Reads the body of POST /v1/embeddings and refuses, in OpenAI's words, what OpenAI would. Throws a Failure. */
export function readEmbeddingRequest(body: string): EmbeddingRequest {
  const sent = withoutNulls(readParameters(body, EMBEDDING_PARAMETERS));
  const model = readModel(sent.model);
  const inputs = readInputs(sent.input);
  return { model, inputs, dimensions: readDimensions(sent.dimensions, model), encoding: readEncoding(sent) };
}

function readModel(model: unknown): EmbeddingModel {
  if (model === undefined) throw missing('model');
  if (typeof model !== 'string') throw wrongType('model', 'a string');
  if (isRowOf(EMBEDDING_MODELS, model)) return model;
  throw findModel(model)
    ? new Failure(403, 'You are not allowed to generate embeddings from this model')
    : modelNotFound(model);
}

/** One text, one list of tokens, or a list of either. */
function readInputs(input: unknown): readonly EmbeddingInput[] {
  if (input === undefined) throw missing('input');
  const inputs: readonly unknown[] = Array.isArray(input) && !isTokens(input) ? input : [input];
  if (inputs.length === 0 || !inputs.every(isInput)) throw invalidInput();
  if (inputs.length > MOST_INPUTS) throw tooManyInputs(inputs.length);
  for (const one of inputs) {
    const tokens = typeof one === 'string' ? tokensOf(one.length) : one.length;
    if (tokens > MOST_TOKENS) throw tooLong(tokens);
  }
  return inputs;
}

const isTokens = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token) && token >= 0);

const isInput = (value: unknown): value is EmbeddingInput =>
  typeof value === 'string' ? value !== '' : isTokens(value);

function readDimensions(dimensions: unknown, model: EmbeddingModel): number {
  const { dimensions: most, shortens } = EMBEDDING_MODELS[model];
  if (dimensions === undefined) return most;
  if (!shortens) throw invalid('This model does not support specifying dimensions.', 'dimensions', null);
  if (!Number.isInteger(dimensions)) throw wrongType('dimensions', 'an integer');
  checkLimit({ name: 'dimensions', kind: 'integer', least: 1, most: Number.POSITIVE_INFINITY }, dimensions);
  if (Number(dimensions) <= most) return Number(dimensions);
  const message = `Invalid value for 'dimensions' = ${dimensions}. Must be less than or equal to ${most}.`;
  throw invalid(message, 'dimensions', null);
}

function readEncoding({ encoding_format: format = 'float' }: Readonly<Record<string, unknown>>): 'float' | 'base64' {
  if (format === 'float' || format === 'base64') return format;
  const message = `Invalid value: '${format}'. Supported values are: 'float' and 'base64'.`;
  throw invalid(message, 'encoding_format', 'invalid_value');
}

const invalidInput = (): Failure =>
  new Failure(
    400,
    "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
  );

const tooManyInputs = (count: number): Failure =>
  invalid(
    `Invalid 'input': array too long. Expected an array with maximum length ${MOST_INPUTS}, ` +
      `but got an array with length ${count} instead.`,
    'input',
    'array_above_max_length',
  );

const tooLong = (tokens: number): Failure =>
  new Failure(
    400,
    `This model's maximum context length is ${MOST_TOKENS} tokens, however you requested ${tokens} tokens ` +
      `(${tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`,
  );
