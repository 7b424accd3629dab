import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compactRequestSchema } from '../../../../../lib/apis/responses/schemas/compact-request.ts';
import { inputItemsRequest } from '../../../../../lib/apis/responses/schemas/input-items-request.ts';
import { inputTokensRequestSchema } from '../../../../../lib/apis/responses/schemas/input-tokens-request.ts';
import { resumeStreamRequest } from '../../../../../lib/apis/responses/schemas/resume-stream-request.ts';
import { retrieveResponseRequest } from '../../../../../lib/apis/responses/schemas/retrieve-response-request.ts';
import {
  cancelResponseRequest,
  deleteResponseRequest,
  imageUrlRequest,
} from '../../../../../lib/apis/responses/schemas/stored-response-requests.ts';
import { webhookEventSchema } from '../../../../../lib/apis/webhooks/schemas/webhook-event.ts';
import { pollEventSchema } from '../../../../../lib/background/poll/poll-event.ts';
import type { RequestSchemas } from '../../../../../lib/validation/request-schemas.ts';
import { compilerErrors } from './compiler-errors.ts';

const lib = path.resolve(import.meta.dirname, '../../../../../lib/apis/responses/schemas');

/** A change to a source that has to be there to be made. */
function changed(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`No ${from} to change`);
  return source.replace(from, to);
}

/** Each file with a line of its own list, and the SDK's type after the list where it can be added to. */
const lists: Readonly<Record<string, { readonly line: string; readonly sdk?: readonly [string, string] }>> = {
  'compact-request.ts': {
    line: '  service_tier: textFields.service_tier,\n',
    sdk: ['openai/resources/responses/responses', 'ResponseCompactParams'],
  },
  'input-items-request.ts': {
    line: '      include: includeQueryField(),\n',
    sdk: ['openai/resources/responses/input-items', 'InputItemListParams'],
  },
  'input-tokens-request.ts': {
    line: '  truncation: textFields.truncation,\n',
    sdk: ['openai/resources/responses/input-tokens', 'InputTokenCountParams'],
  },
  'resume-stream-request.ts': {
    line: '      include: includeQueryField(),\n',
    sdk: ['openai/resources/responses/responses', 'ResponseRetrieveParamsBase'],
  },
  'retrieve-response-request.ts': {
    line: '        include: includeQueryField(),\n',
    sdk: ['openai/resources/responses/responses', 'ResponseRetrieveParamsBase'],
  },
  'webhook-event.ts': { line: "  'safety.alert.created': 'accept',\n" },
};

const folderOf = (file: string) => (file === 'webhook-event.ts' ? path.join(lib, '../../webhooks/schemas') : lib);

/** Copies of all of them, each changed. */
function copies(change: (source: string, file: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.keys(lists).map((file) => [file, change(readFileSync(path.join(folderOf(file), file), 'utf8'), file)]),
  );
}

const lineOf = (file: string) => lists[file]?.line ?? '';
/** The files that the compiler complains about, for a reason; its second lines are indented. */
function blamed(said: string, reason: RegExp): string[] {
  const complaints = said.split(/\n(?=\S)/).filter((complaint) => reason.test(complaint));
  return complaints.map((complaint) => path.basename(complaint.slice(0, complaint.indexOf('(')))).sort();
}

describe('the lists of the lifecycle requests', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(import.meta.dirname, '.drift-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compile as they are', () => {
    expect(
      compilerErrors(
        folder,
        copies((source) => source),
      ),
    ).toBe('');
  }, 60_000);

  it('stop compiling where the SDK adds a parameter', () => {
    const additions = new Set(Object.values(lists).flatMap(({ sdk }) => (sdk ? [sdk.join()] : [])));
    const change = [...additions].map((addition) => {
      const [module, type] = addition.split(',');
      return `declare module '${module}' { interface ${type} { field_of_tomorrow?: string } }`;
    });
    const said = compilerErrors(
      folder,
      copies((source, file) => (file === 'compact-request.ts' ? `${source}\n${change.join('\n')}` : source)),
    );
    const expected = Object.keys(lists).filter((file) => lists[file]?.sdk);
    expect(blamed(said, /'field_of_tomorrow' is missing/)).toEqual(expected);
  }, 60_000);

  it('stop compiling where they lose an entry', () => {
    const said = compilerErrors(
      folder,
      copies((source, file) => changed(source, lineOf(file), '')),
    );
    expect(blamed(said, /' is missing/)).toEqual(Object.keys(lists));
  }, 60_000);

  it('stop compiling where they invent an entry', () => {
    const invented = (line: string) => line + line.replace(/[\w.']+:/, 'invented:');
    const said = compilerErrors(
      folder,
      copies((source, file) => changed(source, lineOf(file), invented(lineOf(file)))),
    );
    expect(blamed(said, /'invented' does not exist/)).toEqual(Object.keys(lists));
  }, 60_000);
});

describe('the schemas of the lifecycle requests', () => {
  it.each([
    ['cancel', cancelResponseRequest, 1],
    ['compact', { body: compactRequestSchema }, 9],
    ['delete', deleteResponseRequest, 2],
    ['images', imageUrlRequest, 1],
    ['input items', inputItemsRequest, 5],
    ['input tokens', { body: inputTokensRequestSchema }, 12],
    ['poll', { body: pollEventSchema }, 4],
    ['resume', resumeStreamRequest, 5],
    ['retrieve', retrieveResponseRequest, 4],
    ['webhook', { body: webhookEventSchema }, 3],
  ])('describe every field for a document generator: %s', (_, parts: RequestSchemas, count) => {
    const fields = Object.values(parts).flatMap((schema: z.ZodType) =>
      Object.values(z.toJSONSchema(schema, { io: 'input' }).properties ?? {}),
    );
    expect(fields).toHaveLength(count);
    expect(fields).toEqual(
      fields.map(() =>
        expect.objectContaining({ description: expect.stringMatching(/\.$/), example: expect.anything() }),
      ),
    );
  });

  it('tell a document generator the kinds of values in a query', () => {
    const { properties } = z.toJSONSchema(inputItemsRequest.query, { io: 'input' });
    expect(properties).toMatchObject({
      include: { type: 'array', items: { enum: expect.arrayContaining(['message.output_text.logprobs']) } },
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      order: { enum: ['asc', 'desc'] },
    });
    const { properties: onDeletion } = z.toJSONSchema(deleteResponseRequest.query, { io: 'input' });
    expect(onDeletion).toMatchObject({ images: { type: 'boolean' } });
    const { required } = z.toJSONSchema(deleteResponseRequest.path, { io: 'input' });
    expect(required).toEqual(['id']);
  });
});
