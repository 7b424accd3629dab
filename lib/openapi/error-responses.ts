import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { type Endpoint, endpoints } from '../endpoints/table.ts';
import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts';
import { type ErrorBody, errorBody } from '../errors/error-body.ts';
import type { ErrorRow, OwnErrorRow } from '../errors/error-row.ts';
import { ServiceError } from '../errors/service-error.ts';
import { errorBodySchema } from './error-schema.ts';
import { headersNamed } from './headers.ts';

/** When the examples of this document have failed. */
const EXAMPLE_TIME = new Date('2026-11-22T12:00:00.000Z');

const rows: readonly Endpoint[] = endpoints;

/** Every code of the catalogue. */
const errorCodes = Object.keys(errorCatalogue) as readonly ErrorCode[];

const statuses = [...new Set(errorCodes.map((code) => errorCatalogue[code].statusCode))].sort((a, b) => a - b);

/** One response component for each status of the error catalogue: its codes, what to do about each, and an example of each. */
export function errorResponses(): Readonly<Record<string, ZodOpenApiResponseObject>> {
  const listed = statuses.map((status) => [nameOf(status), errorResponse(status)] as const);
  return { ...Object.fromEntries(listed), [OTHER]: otherError };
}

/** What an endpoint may answer beside its successes. */
export function errorsOf(endpoint: Endpoint): Readonly<Record<string, { readonly $ref: string }>> {
  const own = statuses.filter((status) => codesOf(status).some((code) => mayAnswer(endpoint, code)));
  const references = own.map((status) => [String(status), reference(nameOf(status))] as const);
  return { ...Object.fromEntries(references), default: reference(OTHER) };
}

const OTHER = 'OtherError';

const otherError: ZodOpenApiResponseObject = {
  description:
    "Any other failure has the same body: OpenAI's statuses are kept, and so are codes that this document does not know.",
  content: { 'application/json': { schema: errorBodySchema } },
};

/** By status: the headers that only some failures have. */
const headers: Readonly<Record<number, readonly Parameters<typeof headersNamed>[0][number][]>> = {
  405: ['allow'],
  429: ['retry-after', 'x-openai-request-id'],
  503: ['retry-after', 'x-openai-request-id'],
};

function errorResponse(status: number): ZodOpenApiResponseObject {
  const codes = codesOf(status);
  return {
    description: codes.map(describe).join('\n'),
    headers: headersNamed(headers[status] ?? ['x-openai-request-id']),
    content: {
      'application/json': {
        schema: errorBodySchema,
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function describe(code: ErrorCode): string {
  const { message, hint, retryable } = errorCatalogue[code];
  const able = rows.filter((row) => mayAnswer(row, code));
  // What OpenAI refuses reaches whatever calls it: only this service's own codes are narrower than that.
  const where = able.length < 4 ? ` (${able.map(({ name }) => name).join(', ')})` : '';
  return `- \`${code}\`${where}: ${message} ${hint}${retryable ? ' Repeating the request may help.' : ''}`;
}

function exampleOf(code: ErrorCode): ErrorBody {
  const row = rows.find((candidate) => candidate.paths.service !== undefined && mayAnswer(candidate, code));
  const path = row?.paths.service ?? '/api/responses/text';
  return errorBody(new ServiceError(code), { path: path.replace('{id}', 'resp_abc123'), now: EXAMPLE_TIME });
}

/** Whether an endpoint may answer with a code. */
function mayAnswer({ errors, auth, costs }: Endpoint, code: ErrorCode): boolean {
  const { reach = 'openai' }: ErrorRow & Partial<OwnErrorRow> = errorCatalogue[code];
  if (reach === 'caller') return auth === 'caller';
  if (reach === 'costs') return costs === true;
  return reach === 'everywhere' || errors.includes(reach);
}

function codesOf(status: number): readonly ErrorCode[] {
  return errorCodes.filter((code) => errorCatalogue[code].statusCode === status);
}

function nameOf(status: number): string {
  return `Error${status}`;
}

function reference(name: string) {
  return { $ref: `#/components/responses/${name}` };
}
