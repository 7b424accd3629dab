import type * as z from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiRequestBodyObject,
} from 'zod-openapi';
import { type Endpoint, endpoints } from '../../endpoints/table.ts';
import { isRowOf } from '../../json/fields.ts';
import { errorResponses, errorsOf } from '../../openapi/error-responses.ts';
import { answerHeaders, headersNamed } from '../../openapi/headers.ts';
import type { Examples, Operation, Success } from '../../openapi/operation.ts';
import { parametersOf } from '../../openapi/parameters.ts';
import { plainSchemas } from '../../openapi/plain-schemas.ts';
import { type CallerSecurity, securityOf, securitySchemes } from '../../openapi/security.ts';
import { tagOfApi, tags } from '../../openapi/tags.ts';
import { operations } from './operations.ts';

/** What a document says of the deployment that it is of. */
export interface DocumentOptions extends CallerSecurity {
  /** Where the paths begin; by default where the document itself came from. */
  readonly serverUrl?: string;
}

/** Relative to the document's own address, so that it is right under any host and behind any stage (OpenAPI 3.1, "Server Object"). */
const BESIDE = '.';

/** The version in package.json. */
export const API_VERSION = '0.1.0';

const intro =
  "OpenAI's Responses API as AWS Lambda functions. Every failure before the first byte has one body, `Error`, which says what " +
  "to do; streams are Server-Sent Events. Callers send no key of OpenAI's: the functions hold it. Paths below `/v1` speak OpenAI's " +
  'own dialect, which OpenAI describes (https://developers.openai.com/api/reference); this document leaves them out.';

/** The OpenAPI 3.1 document of every endpoint in the service's own dialect, made from the endpoint table, the schemas, the event and the error catalogue. */
export function openapiDocument({ serverUrl = BESIDE, ...security }: DocumentOptions): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'openai-responses-lambda',
        version: API_VERSION,
        description: intro,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: serverUrl }],
      tags: describedTags(),
      paths: paths(security),
      components: {
        responses: errorResponses(),
        headers: answerHeaders,
        securitySchemes: securitySchemes(security),
      },
    },
    { override: plainSchemas },
  ) as oas31.OpenAPIObject;
}

/** What speaks the service's own dialect: OpenAI describes its own. */
const ownEndpoints = (endpoints as readonly Endpoint[]).flatMap((row) => {
  const path = row.paths.service;
  return path !== undefined && isRowOf(operations, row.name)
    ? [{ row, path, operation: operations[row.name] as Operation }]
    : [];
});

/** The groups of this service, and one for each further API of OpenAI's. */
function describedTags(): { readonly name: string; readonly description: string }[] {
  const described = Object.entries(tags).map(([name, description]) => ({ name, description }));
  const untagged = ownEndpoints.filter(({ operation }) => operation.tag === undefined);
  const further = [...new Set(untagged.map(({ row }) => tagOfApi(row.api)))].filter((name) => !(name in tags));
  return [...described, ...further.map((name) => ({ name, description: `OpenAI's ${name} API.` }))];
}

function paths(security: CallerSecurity): ZodOpenApiPathsObject {
  const described: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { row, path, operation } of ownEndpoints) {
    const item = described[path] ?? {};
    described[path] = item;
    item[row.method.toLowerCase()] = operationOf(row, operation, security);
  }
  return described;
}

function operationOf(
  row: Endpoint,
  { tag, description, request, examples, successes }: Operation,
  security: CallerSecurity,
): ZodOpenApiOperationObject {
  const parameters = parametersOf(request);
  const answers = Object.entries(successes).map(([status, success]) => [status, responseOf(success)] as const);
  return {
    operationId: row.name,
    tags: [tag ?? tagOfApi(row.api)],
    summary: row.summary,
    ...(description !== undefined && { description }),
    security: securityOf(row, security),
    ...(parameters.length > 0 && { parameters }),
    ...(request.body && { requestBody: bodyOf(row, request.body, examples) }),
    responses: { ...Object.fromEntries(answers), ...errorsOf(row) },
  };
}

function bodyOf({ takes }: Endpoint, schema: z.ZodType, examples?: Examples): ZodOpenApiRequestBodyObject {
  const json = { 'application/json': { schema, ...(examples && { examples }) } };
  // What takes forms takes JSON as well: its files are uploads then, or what OpenAI has.
  return { required: true, content: takes === 'multipart' ? { ...json, 'multipart/form-data': { schema } } : json };
}

function responseOf({ description, contentType, schema, headers, examples, alternatives = {} }: Success) {
  const others = Object.entries(alternatives).map(([type, other]) => [type, { schema: other }] as const);
  return {
    description,
    ...(headers && { headers: headersNamed(headers) }),
    ...(contentType !== undefined && {
      content: {
        [contentType]: { ...(schema && { schema }), ...(examples && { examples }) },
        ...Object.fromEntries(others),
      },
    }),
  };
}
