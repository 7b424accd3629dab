import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openapiDocument } from '../../lib/apis/docs/openapi-document.ts';
import type { Frame } from '../support/read-frames.ts';

/** An operation of a document, as far as tests read it. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[];
  /** Bodies by name. */
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  readonly statuses: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

interface Operation extends Pick<DocumentedOperation, 'operationId'> {
  readonly parameters?: DocumentedOperation['parameters'];
  readonly requestBody?: { readonly content: Record<string, Partial<Pick<DocumentedOperation, 'examples'>>> };
  readonly responses: Json;
}

/** The document that the tests hold the answers against. */
export const document = openapiDocument({ apiAuth: 'none' }) as unknown as Json;

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'document', undefined, false);
const compiled = new Map<string, ValidateFunction>();

/** Every operation of the document. */
export const documented: readonly DocumentedOperation[] = Object.entries(document.paths as Json).flatMap(
  ([path, item]) =>
    Object.entries(item as Json).map(([method, operation]): DocumentedOperation => {
      const { operationId, parameters = [], requestBody, responses } = operation as Operation;
      const { examples = {} } = requestBody?.content['application/json'] ?? {};
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        examples,
        statuses: Object.keys(responses),
      };
    }),
);

/** The operation of an endpoint. Throws where there is none. */
export function documentedAs(operationId: string): DocumentedOperation {
  const found = documented.find((operation) => operation.operationId === operationId);
  if (!found) throw new Error(`The document has no operation ${operationId}`);
  return found;
}

/** What the document has against the body of an answer; nothing where it is as documented. */
export function problemsOf(operationId: string, status: number, contentType: string, body: unknown): string[] {
  const { path, method } = documentedAs(operationId);
  const responses = ['paths', path, method.toLowerCase(), 'responses'];
  const response = resolved([...responses, String(status)]) ?? resolved([...responses, 'default']);
  const schema = response && [...response, 'content', contentType, 'schema'];
  if (!schema || at(schema) === undefined) return [`${operationId} documents no ${status} of ${contentType}`];
  return validate(pointer(schema), body);
}

/** What the document has against a frame of a stream: that of its own component, and none is a problem as well. */
export function frameProblems(operationId: string, { id, event = '', data }: Frame): string[] {
  const { path, method } = documentedAs(operationId);
  const content = ['paths', path, method.toLowerCase(), 'responses', '200', 'content'];
  const union = resolved([...content, 'text/event-stream', 'schema']) ?? [];
  const component = at([...union, 'discriminator', 'mapping', event]);
  if (typeof component !== 'string') return [`${operationId} documents no frame ${event}`];
  const frame = { ...(id !== undefined && { id }), event, data };
  return validate(component, frame).map((problem) => `${event}: ${problem}`);
}

function validate(reference: string, value: unknown): string[] {
  const check = compiled.get(reference) ?? ajv.compile({ $ref: `document${reference}` });
  compiled.set(reference, check);
  return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The place of a response, or of the component that it refers to. */
function resolved(place: readonly string[]): readonly string[] | undefined {
  const found = at(place) as { readonly $ref?: string } | undefined;
  return found?.$ref === undefined ? found && place : found.$ref.split('/').slice(1);
}

function at(place: readonly string[]): unknown {
  return place.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);
}

function pointer(place: readonly string[]): string {
  const escaped = place.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
  return `#/${escaped.join('/')}`;
}
