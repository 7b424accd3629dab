import type { Operation } from '../../../openapi/operation.ts';
import { json, page } from '../../../openapi/successes.ts';
import * as schema from '../../responses/docs/schemas/answer-schemas.ts';

/** What the OpenAPI document says of itself, and of the pages. */
export const docsOperations = {
  'get-openapi': {
    tag: 'Service',
    request: {},
    successes: { 200: json('This document.', schema.documentSchema) },
  },
  'show-api-docs': {
    tag: 'Service',
    request: {},
    successes: { 200: page('The page; its own files are beside it.') },
  },
  'show-playground': {
    tag: 'Service',
    description: 'A deployment may be without it.',
    request: {},
    successes: { 200: page('The page; its own files are beside it.') },
  },
} as const satisfies Readonly<Record<string, Operation>>;
