import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { oas31 } from 'zod-openapi';
import { API_VERSION, openapiDocument } from '../../../lib/apis/docs/openapi-document.ts';
import { operations } from '../../../lib/apis/docs/operations.ts';
import { frameName } from '../../../lib/apis/responses/docs/frames/frame-schemas.ts';
import { catalogue, unlistedEvents } from '../../../lib/apis/responses/events/catalogue.ts';
import { imageFields } from '../../../lib/apis/responses/schemas/image-fields.ts';
import { textFields } from '../../../lib/apis/responses/schemas/text-fields.ts';
import { type Endpoint, endpoints } from '../../../lib/endpoints/table.ts';
import { errorCatalogue } from '../../../lib/errors/catalogue.ts';

const document = openapiDocument({ apiAuth: 'none' });
const schemas = document.components?.schemas as Record<string, oas31.SchemaObject>;
const table: readonly Endpoint[] = endpoints;
/** What speaks the service's own dialect. */
const rows = table.filter(({ paths }) => paths.service !== undefined);

function operationOf({ paths, method }: Endpoint): oas31.OperationObject {
  const item = document.paths?.[paths.service ?? ''] as Record<string, oas31.OperationObject>;
  return item[method.toLowerCase()] as oas31.OperationObject;
}

const described = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item) as oas31.OperationObject[]);

describe('of the endpoint table, the document', () => {
  it.each(rows.map((row) => [row.name, row] as const))('has %s', (name, row) => {
    expect(operationOf(row)).toMatchObject({ operationId: name, summary: row.summary });
    expect('requestBody' in operationOf(row)).toBe(row.takes !== 'nothing');
  });

  it('has nothing else', () => {
    expect(described).toHaveLength(rows.length);
    expect(rows.length).toBeLessThan(table.length);
    expect(Object.keys(document.paths ?? {}).filter((path) => path.startsWith('/v1'))).toEqual([]);
    expect(Object.keys(operations).sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(API_VERSION).toBe(version);
    expect(document.info.version).toBe(version);
  });

  it('answers every kind of content under its type', () => {
    const types: Readonly<Record<Endpoint['responds'], RegExp>> = {
      json: /^application\/json$/,
      'by-body': /^application\/json$/,
      sse: /^text\/event-stream$/,
      html: /^text\/html$/,
      bytes: /^(audio|image|video)\//,
    };
    for (const row of rows) {
      const [first = '', ...others] = Object.keys(
        (operationOf(row).responses?.['200'] ?? operationOf(row).responses?.['202'])?.content ?? {},
      );
      expect(first, row.name).toMatch(types[row.responds]);
      expect(others.includes('text/event-stream'), row.name).toBe(
        row.responds === 'by-body' || row.name === 'create-speech',
      );
    }
  });
});

describe('of a request, the document', () => {
  const bodies = { TextRequest: textFields, TextStreamRequest: textFields, ImageRequest: imageFields } as const;

  it.each(Object.entries(bodies))('has every field of %s, with a description and an example', (name, fields) => {
    const { properties = {}, additionalProperties } = schemas[name] as oas31.SchemaObject;
    expect(Object.keys(properties).sort()).toEqual(Object.keys(fields).sort());
    expect(additionalProperties).toEqual({});
    for (const [field, schema] of Object.entries(properties)) {
      expect(schema, field).toMatchObject({ description: expect.stringMatching(/.{10}/) });
      expect(Object.keys(schema), field).toContain('example');
    }
  });

  it('has ranges, enumerations and defaults', () => {
    expect(schemas.TextRequest?.properties?.temperature).toMatchObject({
      default: 1,
      anyOf: [{ type: 'number', minimum: 0, maximum: 2 }, { type: 'null' }],
    });
    expect(schemas.ImageRequest?.properties).toMatchObject({
      image_format: { enum: ['png', 'webp', 'jpeg', 'gif', 'svg'], default: 'png' },
      partial_images: { type: 'integer', minimum: 0, maximum: 3, default: 0 },
    });
  });

  const parameters = rows.flatMap((row) =>
    (operationOf(row).parameters ?? []).map((parameter) => [row.name, parameter as oas31.ParameterObject] as const),
  );

  it('has every parameter with a description, an example and a schema', () => {
    expect(parameters.length).toBeGreaterThan(15);
    for (const [name, parameter] of parameters) {
      expect(parameter, name).toMatchObject({ description: expect.any(String), schema: expect.any(Object) });
      expect(Object.keys(parameter.schema ?? {}), `${name} ${parameter.name}`).toContain('type');
      expect(Object.keys(parameter), `${name} ${parameter.name}`).toContain('example');
    }
  });

  it.each([
    ['list-input-items', 'limit', 'query', { type: 'integer', minimum: 1, maximum: 100, default: 20 }],
    ['list-input-items', 'order', 'query', { type: 'string', enum: ['asc', 'desc'], default: 'desc' }],
    ['delete-response', 'images', 'query', { type: 'boolean', default: false }],
    ['resume-stream', 'last-event-id', 'header', { type: 'integer', minimum: -1 }],
    ['resume-stream', 'include_obfuscation', 'query', { type: 'boolean', default: true }],
    ['retrieve-response', 'id', 'path', { type: 'string', pattern: expect.any(String) }],
    ['receive-webhook', 'webhook-signature', 'header', { type: 'string' }],
  ])('says of %s that %s is in its %s', (operation, name, place, schema) => {
    const [, parameter] = parameters.find(([row, found]) => row === operation && found.name === name) ?? [];
    expect(parameter).toMatchObject({ in: place, schema });
    expect(parameter?.schema).toEqual(schema);
    expect(parameter?.required).toBe(place === 'path' || operation === 'receive-webhook');
  });
});

describe('of streams, the document', () => {
  const types = [...Object.keys(catalogue), ...Object.keys(unlistedEvents)];
  const mapping = (name: string) => schemas[name]?.discriminator?.mapping as Record<string, string>;

  it.each([...types, 'image.stored', 'image.store_failed'])('has a component for %s', (type) => {
    const component = schemas[frameName(type)];
    expect(component).toMatchObject({
      description: expect.any(String),
      properties: { event: { const: type }, data: { type: 'object' } },
    });
    expect(mapping('ImageFrame')[type]).toBe(`#/components/schemas/${frameName(type)}`);
  });

  it('keeps the frames of images out of streams of text', () => {
    expect(Object.keys(mapping('TextFrame')).sort()).toEqual(types.toSorted());
    const all = [...types, 'image.stored', 'image.store_failed'];
    expect(Object.keys(mapping('ImageFrame')).sort()).toEqual(all.sort());
  });

  it('adds what the row of the catalogue adds', () => {
    const fieldsOf = (type: string) => {
      const data = (schemas[frameName(type)]?.properties?.data ?? {}) as oas31.SchemaObject;
      return Object.keys(data.properties ?? {});
    };
    expect(fieldsOf('response.code_interpreter_call_code.delta')).toEqual(
      expect.arrayContaining(['call_id', 'container_id', 'response_id', 'sequence']),
    );
    expect(fieldsOf('response.function_call_arguments.delta')).not.toContain('container_id');
    expect(fieldsOf('response.completed')).not.toContain('response');
  });
});

describe('of failures, the document', () => {
  const responses = document.components?.responses as Record<string, oas31.ResponseObject>;

  it.each(Object.entries(errorCatalogue))('has %s with its hint', (code, { statusCode, hint }) => {
    const { description, content } = responses[`Error${statusCode}`] as oas31.ResponseObject;
    expect(description).toContain(`\`${code}\``);
    expect(description).toContain(hint);
    expect(content?.['application/json']?.examples?.[code]).toMatchObject({
      value: { statusCode, error_code: code, hint },
    });
  });

  it.each([
    ['health', ['404', '405', '500']],
    ['get-openapi', ['404', '405', '500']],
    ['get-image-url', ['400', '401', '404', '405', '500', '502', '503']],
  ])('has for %s no status but its own', (name, statuses) => {
    const row = rows.find((candidate) => candidate.name === name) as Endpoint;
    expect(Object.keys(operationOf(row).responses ?? {})).toEqual(['200', ...statuses, 'default']);
  });

  it('has all that OpenAI may answer where it is called', () => {
    const row = rows.find(({ name }) => name === 'create-text') as Endpoint;
    expect(Object.keys(operationOf(row).responses ?? {})).toEqual(
      expect.arrayContaining(['401', '403', '409', '413', '415', '422', '429', '502', '503', '504']),
    );
  });
});

describe('of who may call, the document', () => {
  const securityOf = (apiAuth: 'none' | 'iam' | 'api-key') => {
    const { components, paths } = openapiDocument({ apiAuth });
    const closed = paths?.['/api/responses/text']?.post?.security;
    const open = [paths?.['/api/health']?.get?.security, paths?.['/api/webhooks/openai']?.post?.security];
    return { schemes: components?.securitySchemes ?? {}, closed, open };
  };

  it.each([
    ['none', {}, []],
    ['api-key', { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } }, [{ apiKey: [] }]],
    [
      'iam',
      { sigv4: { type: 'apiKey', in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' } },
      [{ sigv4: [] }],
    ],
  ] as const)('says with %s what to bring', (apiAuth, schemes, security) => {
    const found = securityOf(apiAuth);
    expect(found.schemes).toMatchObject(schemes);
    expect(Object.keys(found.schemes)).toEqual(Object.keys(schemes));
    expect(found.closed).toEqual(security);
    expect(found.open).toEqual([[], []]);
  });
});

describe('of who may call where functions know their callers, the document', () => {
  const access = {
    modes: ['iam', 'api-key', 'bearer', 'jwt'],
    table: 'access',
    unowned: 'deny',
    jwt: { issuer: 'https://issuer.example.com', audiences: ['app'], scopes: ['ask', 'draw'] },
  } as const;
  const securityOf = (options: Parameters<typeof openapiDocument>[0]) => {
    const { components, paths } = openapiDocument(options);
    const of = (path: string, method: 'get' | 'post') => paths?.[path]?.[method]?.security;
    return {
      schemes: components?.securitySchemes,
      caller: of('/api/responses/text', 'post'),
      describing: [of('/openapi.json', 'get'), of('/api-docs', 'get'), of('/', 'get')],
      webhook: of('/api/webhooks/openai', 'post'),
    };
  };

  it('says any of the ways to be known, whatever the doors check', () => {
    const { schemes, caller } = securityOf({ apiAuth: 'none', access });
    expect(caller).toEqual([{ sigv4: [] }, { apiKey: [] }, { serviceKey: [] }, { token: [] }]);
    expect(schemes).toMatchObject({
      serviceKey: { type: 'http', scheme: 'bearer', description: expect.stringContaining('key of this service') },
      token: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A token of https://issuer.example.com, with the scope ask draw.',
      },
    });
    expect(Object.keys(schemes ?? {})).toEqual(['sigv4', 'apiKey', 'serviceKey', 'token']);
  });

  it('says no way that is not on', () => {
    const { schemes, caller } = securityOf({ apiAuth: 'api-key', access: { ...access, modes: ['bearer'] } });
    expect(Object.keys(schemes ?? {})).toEqual(['serviceKey']);
    expect(caller).toEqual([{ serviceKey: [] }]);
  });

  it('says of the pages and of itself whose they are', () => {
    const bearer = { ...access, modes: ['bearer'] } as const;
    const wanted = [[{ serviceKey: [] }], [{ serviceKey: [] }], [{ serviceKey: [] }]];
    expect(securityOf({ apiAuth: 'none', access: bearer, docs: 'callers' }).describing).toEqual(wanted);
    expect(securityOf({ apiAuth: 'none', access: bearer, docs: 'public' }).describing).toEqual([[], [], []]);
    expect(securityOf({ apiAuth: 'none', access: bearer, docs: 'callers' }).webhook).toEqual([]);
  });
});

it('is at another server where that is said', () => {
  const serverUrl = 'https://api.example.com/prod';
  expect(openapiDocument({ apiAuth: 'none', serverUrl }).servers).toEqual([{ url: serverUrl }]);
});
