import type { Limits } from '../context/limits.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type Fields, fieldsOf, isRowOf } from '../json/fields.ts';
import { parameterPath } from '../validation/parameter-path.ts';
import { askedNumber } from './asked-number.ts';
import { type Ceiling, checkImageCount, drawsImages, imageSizeCeiling, mostDrawingCalls } from './image-limits.ts';
import { limitExceeded } from './limit-exceeded.ts';
import { isAllowed } from './name-pattern.ts';
import { type NamedTool, namedTools } from './named-tools.ts';
import { pathOf } from './walk-request.ts';
import { withValue } from './with-value.ts';

/** What cannot be read off a request itself. */
export interface LimitFacts {
  /** Whose body it is: by default, of Responses. */
  readonly body?:
    | 'responses'
    | 'compact'
    | 'chat'
    | 'embeddings'
    | 'images'
    | 'speech'
    | 'transcription'
    | 'videos'
    | 'video-changes';
  /** The model that is asked where the request names none. */
  readonly model?: string;
}

type Path = readonly (string | number)[];

/** Fields that bound what a model writes. */
const OUTPUT_FIELDS = ['max_output_tokens', 'max_completion_tokens', 'max_tokens'] as const;

/** Bodies that have fields for ceilings. */
const HAS_CEILINGS: readonly string[] = ['responses', 'chat', 'embeddings', 'images'];

/** Which of them is put in. */
const OUTPUT_FIELD = { responses: 'max_output_tokens', chat: 'max_completion_tokens' } as const;

/**
 * A request as it may go to OpenAI: the same one, or a copy in which ceilings stand where it asked for none. Fields keep their
 * order, long numbers their digits, and what is not limited is not copied. Limits a minute and budgets are not for here to hold.
 *
 * Throws a `ServiceError` `model_not_allowed`, `tool_not_allowed`, `background_not_allowed` or `limit_exceeded`. The image tool's
 * own choice of a model, where it names none, is not held to `models`: its type is, to `tools`. What a stored prompt brings of models
 * and tools cannot be seen.
 *
 * @example
 * applyLimits({ model: 'gpt-6-luna', input: 'Hi' }, { max_output_tokens: 500 }); // { model, input, max_output_tokens: 500 }
 */
export function applyLimits<Params extends object>(params: Params, limits: Limits, facts: LimitFacts = {}): Params {
  const body = fieldsOf(params);
  const tools = namedTools(body);
  checkModels(body, tools, limits, facts.model);
  checkTools(tools, limits);
  if (facts.body !== 'images') checkBackground(body, limits);
  const admitted = ceilings(body, tools, limits, facts.body ?? 'responses').reduce(
    (made, { path, value }) => withValue(made, path, value),
    params,
  );
  checkBytes(admitted, limits);
  return admitted;
}

function checkModels(body: Fields, tools: readonly NamedTool[], { models }: Limits, model: string | undefined): void {
  if (models === undefined) return;
  const check = (name: unknown, path: Path): void => {
    if (typeof name === 'string' && isAllowed(name, models)) return;
    throw new ServiceError('model_not_allowed', {
      parameter: parameterPath(path),
      hint: `Ask for a model of ${quoted(models)}, or have the operator allow this one.`,
    });
  };
  check(body.model ?? model, ['model']);
  for (const { fields, at } of tools) {
    if (fields.model !== undefined && fields.model !== null) check(fields.model, pathOf(at, 'model'));
    // Who writes the SVG of what was drawn.
    const author = fieldsOf(fields.svg).model;
    if (author !== undefined && author !== null) check(author, pathOf(at, 'svg', 'model'));
  }
}

function checkTools(tools: readonly NamedTool[], { tools: allowed }: Limits): void {
  if (allowed === undefined) return;
  for (const { names, at } of tools) {
    if (names.some((name) => isAllowed(name, allowed))) continue;
    throw new ServiceError('tool_not_allowed', {
      parameter: parameterPath(pathOf(at)),
      hint:
        allowed.length === 0
          ? 'Leave tools out: this key may use none.'
          : `Use tools of the types ${quoted(allowed)}, or have the operator allow this one.`,
    });
  }
}

function quoted(patterns: readonly string[]): string {
  return patterns.map((pattern) => `'${pattern}'`).join(', ') || 'an empty list';
}

function checkBackground({ background }: Fields, limits: Limits): void {
  if (limits.background !== false) return;
  const isAsked = background !== undefined && background !== null && background !== false;
  if (isAsked) throw new ServiceError('background_not_allowed', { parameter: 'background' });
}

function ceilings(
  body: Fields,
  tools: readonly NamedTool[],
  limits: Limits,
  kind: NonNullable<LimitFacts['body']>,
): Ceiling[] {
  if (!HAS_CEILINGS.includes(kind)) return [];
  if (kind === 'images') {
    checkImageCount(body, limits);
    return imageSizeCeiling(body, [], limits);
  }
  const sizes = tools.filter(drawsImages).flatMap(({ fields, at }) => imageSizeCeiling(fields, pathOf(at), limits));
  return [...outputCeiling(body, limits, kind), ...toolCallCeiling(body, tools, limits, kind), ...sizes];
}

/** Chat may write several answers: the ceiling is for all of them together. */
function outputCeiling(
  body: Fields,
  { max_output_tokens: most }: Limits,
  kind: NonNullable<LimitFacts['body']>,
): Ceiling[] {
  if (most === undefined) return [];
  const answers = kind === 'chat' ? Math.max(askedNumber(body.n) ?? 1, 1) : 1;
  const each = Math.floor(most / answers);
  const ofEach = answers > 1 ? ` for each of ${answers} answers` : '';
  let isBounded = false;
  for (const field of OUTPUT_FIELDS) {
    const asked = askedNumber(body[field]);
    if (asked !== undefined && asked > each) throw limitExceeded([field], `${field} may be at most ${each}${ofEach}`);
    isBounded ||= asked !== undefined;
  }
  if (isBounded || !isRowOf(OUTPUT_FIELD, kind)) return [];
  if (each < 1) throw limitExceeded(['n'], `All answers together may have at most ${most} tokens`);
  return [{ path: [OUTPUT_FIELD[kind]], value: each }];
}

function toolCallCeiling(
  body: Fields,
  tools: readonly NamedTool[],
  limits: Limits,
  kind: NonNullable<LimitFacts['body']>,
): Ceiling[] {
  if (kind !== 'responses') return [];
  const drawing = mostDrawingCalls(tools, limits);
  const most = Math.min(limits.max_tool_calls ?? Number.POSITIVE_INFINITY, drawing ?? Number.POSITIVE_INFINITY);
  if (most === Number.POSITIVE_INFINITY) return [];
  const asked = askedNumber(body.max_tool_calls);
  if (asked === undefined) return [{ path: ['max_tool_calls'], value: most }];
  if (asked <= most) return [];
  const why = most === drawing ? ', since each call may make an image' : '';
  throw limitExceeded(['max_tool_calls'], `max_tool_calls may be at most ${most}${why}`);
}

/** As it is sent: JSON in UTF-8. */
function checkBytes(params: object, { max_input_bytes: most }: Limits): void {
  if (most !== undefined && Buffer.byteLength(JSON.stringify(params)) > most)
    throw limitExceeded([], `The request may have at most ${most} bytes as JSON`);
}
