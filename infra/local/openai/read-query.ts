import type { ResponseIncludable } from 'openai/resources/responses/responses';
import { isRowOf } from '../../../lib/json/fields.ts';
import { type Failure, invalid } from './failures.ts';
import { wrongType } from './validate-request.ts';

/** Every value of `include`; the compiler keeps it complete. */
const INCLUDABLE: Readonly<Record<ResponseIncludable, true>> = {
  'file_search_call.results': true,
  'web_search_call.results': true,
  'web_search_call.action.sources': true,
  'message.input_image.image_url': true,
  'computer_call_output.output.image_url': true,
  'code_interpreter_call.outputs': true,
  'reasoning.encrypted_content': true,
  'message.output_text.logprobs': true,
};

/** The kinds of query parameters, and how each is read. */
const KINDS = {
  boolean: (name: string, [value]: string[]): boolean => {
    if (value === 'true' || value === 'false') return value === 'true';
    throw wrongType(name, 'a boolean');
  },
  integer: (name: string, [value = '']: string[]): number => {
    if (/^-?\d{1,15}$/.test(value)) return Number(value);
    throw wrongType(name, 'an integer');
  },
  id: (_: string, [value = '']: string[]): string => value,
  order: (name: string, [value = '']: string[]): 'asc' | 'desc' => {
    if (value === 'asc' || value === 'desc') return value;
    throw unsupported(name, value, ['asc', 'desc']);
  },
  include: (name: string, values: string[]): ResponseIncludable[] =>
    values.map((value) => {
      if (isRowOf(INCLUDABLE, value)) return value;
      throw unsupported(name, value, Object.keys(INCLUDABLE));
    }),
} as const;

type Kinds = typeof KINDS;

/** What was given of the named parameters. */
export type Query<N extends Readonly<Record<string, keyof Kinds>>> = {
  readonly [P in keyof N]?: ReturnType<Kinds[N[P]]>;
};

/** Reads the query of a URL and refuses, in OpenAI's words, what it does not know. Lists come as `a=1&a=2` or `a[]=…`. */
export function readQuery<const N extends Readonly<Record<string, keyof Kinds>>>(
  { searchParams }: URL,
  parameters: N,
): Query<N> {
  const query: Record<string, unknown> = {};
  for (const sent of searchParams.keys()) {
    const name = sent.replace(/\[\]$/, '');
    const kind = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (kind === undefined) throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
    query[name] = KINDS[kind](name, [...searchParams.getAll(name), ...searchParams.getAll(`${name}[]`)]);
  }
  return query as Query<N>;
}

function unsupported(name: string, value: string, supported: readonly string[]): Failure {
  const all = supported.map((known) => `'${known}'`).join(', ');
  return invalid(`Invalid value: '${value}'. Supported values are: ${all}.`, name, 'invalid_value');
}
