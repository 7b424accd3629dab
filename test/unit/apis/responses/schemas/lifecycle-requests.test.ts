import { describe, expect, it } from 'vitest';
import { inputItemsRequest } from '../../../../../lib/apis/responses/schemas/input-items-request.ts';
import { resumedFrom, resumeStreamRequest } from '../../../../../lib/apis/responses/schemas/resume-stream-request.ts';
import { retrieveResponseRequest } from '../../../../../lib/apis/responses/schemas/retrieve-response-request.ts';
import {
  cancelResponseRequest,
  deleteResponseRequest,
  imageUrlRequest,
} from '../../../../../lib/apis/responses/schemas/stored-response-requests.ts';
import { parameterPath } from '../../../../../lib/validation/parameter-path.ts';
import { parseParts } from '../../../../../lib/validation/request-parts.ts';
import type { RequestSchemas } from '../../../../../lib/validation/request-schemas.ts';
import { problemsIn } from './problems-of.ts';
import { queryOf } from './query-of.ts';

const schemas = {
  cancel: cancelResponseRequest,
  delete: deleteResponseRequest,
  images: imageUrlRequest,
  items: inputItemsRequest,
  resume: resumeStreamRequest,
  retrieve: retrieveResponseRequest,
} as const satisfies Record<string, RequestSchemas>;

type Name = keyof typeof schemas;
const names = Object.keys(schemas) as Name[];
const id = 'resp_1';

/** The parts of a request: of its headers, the one that a request reads. */
function partsOf(search: string, more: Readonly<Record<string, unknown>>) {
  const { 'last-event-id': lastEventId, ...path }: Readonly<Record<string, unknown>> = { id, ...more };
  return { path, query: queryOf(search), headers: { 'last-event-id': lastEventId }, body: undefined };
}

function parsed(name: Name, search: string, more: Readonly<Record<string, unknown>> = {}) {
  const parts = partsOf(search, more);
  if (name === 'resume') return resumedFrom(parseParts(schemas.resume, parts));
  const { path, query }: { readonly path?: unknown; readonly query?: unknown } = parseParts<RequestSchemas>(
    schemas[name],
    parts,
  );
  return Object.assign({}, path, query);
}

const problems = (name: Name, search: string, more: Readonly<Record<string, unknown>> = {}) =>
  problemsIn(() => parseParts<RequestSchemas>(schemas[name], partsOf(search, more)));

/** What each of them makes of an ID alone. */
const bare: Readonly<Record<Name, object>> = {
  cancel: { id },
  delete: { id, images: false },
  images: { id },
  items: { id },
  resume: { id },
  retrieve: { id },
};

const url = 'message.input_image.image_url';
const logprobs = 'message.output_text.logprobs';

describe.each(names)('a request of %s for a response', (name) => {
  it.each(['a', 'resp_68af4030', 'A-z_0', 'resp_1.a=', '...', 'x'.repeat(512)])('takes the ID %s', (good) => {
    expect(parsed(name, '', { id: good })).toStrictEqual({ ...bare[name], id: good });
  });

  it.each([
    [''],
    ['x'.repeat(513)],
    ['.'],
    ['..'],
    ['../secret'],
    ['resp 1'],
    ['résp_1'],
    ['resp_1\n'],
    [undefined],
    [['resp_1']],
  ])('refuses the ID %j', (bad) => {
    expect(problems(name, '', { id: bad })).toEqual([
      {
        parameter: 'id',
        message: 'Invalid response ID format',
        hint: expect.stringContaining("letters, digits, '_', '-', '.' and '=', at most 512"),
      },
    ]);
  });

  it('drops what it does not know, such as the parameters of a signed request', () => {
    const signed = 'X-Amz-Signature=1f&X-Amz-Date=20261122T120000Z&tomorrow=1&tomorrow=2';
    expect(parsed(name, signed)).toStrictEqual(bare[name]);
  });
});

describe.each(['items', 'resume', 'retrieve'] as const)('include of a query (%s)', (name) => {
  it.each([
    [`include=${url}`, [url]],
    [`include=${url},${logprobs}`, [url, logprobs]],
    [`include=${url},%20${logprobs},`, [url, logprobs]],
    [`include=${url}&include=${logprobs}`, [url, logprobs]],
    [`include[]=${url}`, [url]],
    [`include%5B%5D=${url}&include%5B%5D=${logprobs}`, [url, logprobs]],
    [`include[]=${logprobs}&include=${url}`, [url, logprobs]],
    [`include[0]=${url}&include[1]=${logprobs}`, [url, logprobs]],
    [`include%5B0%5D=${url}`, [url]],
    [`include=${url},${url}&include[]=${url}`, [url]],
    [`include=mcp_call.outputs,${url},reasoning_summary.parts`, [url]],
    ['include=mcp_call.outputs', undefined],
    ['include=', undefined],
    ['include=&include[]=', undefined],
  ])('reads %s', (search, include) => {
    expect(parsed(name, search)).toEqual({ id, include });
  });

  it.each([
    ['include=everything', 'include[0]'],
    [`include=${url},everything`, 'include[1]'],
    [`include=${url}&include=everything`, 'include[1]'],
    [`include[]=${url}&include[]=everything`, 'include[1]'],
  ])('refuses %s, and lists what there is', (search, parameter) => {
    const [problem, ...others] = problems(name, search);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ parameter, message: 'Invalid include value' });
    expect(problem?.hint).toMatch(/^Use any of: file_search_call\.results, .*message\.output_text\.logprobs$/);
    expect(problem?.hint).not.toContain('mcp_call.outputs');
  });
});

describe('a boolean of a query', () => {
  const fields = [
    ['delete', 'images'],
    ['resume', 'include_obfuscation'],
    ['retrieve', 'include_obfuscation'],
  ] as const;

  it.each(
    fields.flatMap(([name, field]) =>
      Object.entries({ true: true, 1: true, false: false, 0: false }).map(
        ([text, value]) => [name, field, text, value] as const,
      ),
    ),
  )('is read: %s %s=%s', (name, field, text, value) => {
    expect(parsed(name, `${field}=${text}`)).toStrictEqual({ id, [field]: value });
  });

  it.each(
    fields.flatMap(([name, field]) =>
      [`${field}=`, `${field}=yes`, `${field}=TRUE`, `${field}=true&${field}=true`].map(
        (search) => [name, search, field] as const,
      ),
    ),
  )('is refused: %s %s', (name, search, field) => {
    expect(problems(name, search)).toEqual([
      { parameter: field, message: `Invalid ${field} value`, hint: `Send ${field}=true or ${field}=false, once` },
    ]);
  });
});

describe('a request to retrieve a response', () => {
  it.each(['stream=false', 'stream=0'])('takes %s and makes nothing of it', (search) => {
    expect(parsed('retrieve', search)).toStrictEqual({ id });
  });

  it.each(['stream=true', 'stream=1'])('sends %s to where it streams', (search) => {
    expect(problems('retrieve', search)).toEqual([
      {
        parameter: 'stream',
        message: "'stream' cannot be true here",
        hint: 'GET /api/responses/{id}/stream to have the response streamed, or omit stream',
      },
    ]);
  });

  it('tells all problems at once, in the order of the query', () => {
    const found = problems('retrieve', 'stream=1&include=x&include_obfuscation=x', { id: '/' });
    expect(found.map(({ parameter }) => parameter)).toEqual(['stream', 'include[0]', 'include_obfuscation', 'id']);
  });
});

describe('a request to go on with a stream', () => {
  it.each([
    ['starting_after=0', undefined, 0],
    ['starting_after=41', undefined, 41],
    ['starting_after=41', '', 41],
    ['', '0', 0],
    ['', '57', 57],
    ['starting_after=41', '57', 57],
    ['starting_after=57', '41', 41],
    ['starting_after=41', '0', 0],
  ])('goes on, from %j and the header %j, after %d', (search, header, startingAfter) => {
    expect(parsed('resume', search, { 'last-event-id': header })).toStrictEqual({ id, startingAfter });
  });

  it.each([
    ['', undefined],
    ['', ''],
    ['', '-1'],
    ['starting_after=-1', undefined],
    ['starting_after=41', '-1'],
  ])('begins at the beginning with %j and the header %j', (search, header) => {
    expect(parsed('resume', search, { 'last-event-id': header })).toStrictEqual({ id });
  });

  const invalid = (name: string) => ({
    parameter: parameterPath([name]),
    message: `Invalid ${name} value`,
    hint: `${name} must be an integer of at least -1`,
  });

  it.each(['', '-2', '1.5', '1e3', '0x1f', 'seven', '9'.repeat(20), '4&starting_after=5'])(
    'refuses starting_after=%s, whatever the header says',
    (value) => {
      for (const header of [undefined, '7']) {
        const found = problems('resume', `starting_after=${value}`, { 'last-event-id': header });
        expect(found).toEqual([invalid('starting_after')]);
      }
    },
  );

  it.each([['-2'], ['1.5'], ['evt_1'], [' '], ['9'.repeat(20)], [['1', '2']]])('refuses the header %j', (header) => {
    const found = problems('resume', 'starting_after=4', { 'last-event-id': header });
    expect(found).toEqual([invalid('last-event-id')]);
  });
});

describe('a request for input items', () => {
  it.each([
    ['limit=1', { limit: 1 }],
    ['limit=100', { limit: 100 }],
    ['order=asc', { order: 'asc' }],
    ['order=desc', { order: 'desc' }],
    ['after=msg_1', { after: 'msg_1' }],
    ['after=msg_1&limit=007&order=asc', { after: 'msg_1', limit: 7, order: 'asc' }],
  ])('takes %s', (search, page) => {
    expect(parsed('items', search)).toStrictEqual({ id, ...page });
  });

  it.each([
    ['limit=0', 'limit', 'limit must be between 1 and 100'],
    ['limit=101', 'limit', 'limit must be between 1 and 100'],
    ['limit=ten', 'limit', 'limit must be between 1 and 100'],
    ['limit=1&limit=2', 'limit', 'limit must be between 1 and 100'],
    ['order=ASC', 'order', 'Send order=asc or order=desc, once'],
    ['order=asc&order=desc', 'order', 'Send order=asc or order=desc, once'],
    ['after=', 'after', 'Send the ID of the last item that came, like after=msg_abc123, once'],
    ['after=a&after=b', 'after', 'Send the ID of the last item that came, like after=msg_abc123, once'],
  ])('refuses %s', (search, parameter, hint) => {
    expect(problems('items', search)).toEqual([{ parameter, message: `Invalid ${parameter} value`, hint }]);
  });
});
