import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../lib/config/environment.ts';
import { type Endpoint, endpoints, type LambdaFunction, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { functionOf, type Synthesis, synthesize } from './synthesize.ts';

const table: readonly Endpoint[] = endpoints;
const TABLE = { Ref: 'AccessTableName' };
const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf';

const closed = synthesize();
const full = synthesize({
  apiAuth: 'function',
  docs: 'callers',
  playground: true,
  unowned: 'allow',
  jwt: { issuer: ISSUER, audience: ['web', 'app'], scopes: ['ask'] },
  inputUrls: 'http',
  mcpServers: ['mcp.example.com', '*.tools.example.com'],
});

const VARIABLES = /^(ACCESS_|JWT_|DOCS_ACCESS|INPUT_URLS|MCP_SERVERS)/;

/** What access has to do with, of a function's variables. */
function variablesOf(synthesis: Synthesis, name: string): Record<string, unknown> {
  const { Variables } = functionOf(synthesis, name).properties.Environment;
  return Object.fromEntries(Object.entries(Variables).filter(([variable]) => VARIABLES.test(variable)));
}

const isCaller = (row: LambdaFunction) => table.some(({ name, auth }) => name === row.name && auth === 'caller');
const isDocs = ({ api }: LambdaFunction) => api === 'docs';
const settles = ({ access }: LambdaFunction) => access.background === 'settle';
const takesInput = (row: LambdaFunction) =>
  isCaller(row) && row.access.openai && table.some(({ name, takes }) => name === row.name && takes !== 'nothing');

describe('where nothing is said of access, its variables', () => {
  const settings = { ACCESS_MODES: 'iam,api-key', ACCESS_TABLE: TABLE, ACCESS_UNOWNED: 'deny' };
  const pages = table.filter(({ page }) => page !== undefined).map(({ name }) => name);
  const deployed = lambdaFunctions.filter(({ name }) => !pages.includes(name));

  it.each(deployed)('of $name are what it needs', (row) => {
    expect(variablesOf(closed, row.name)).toEqual({
      ...(isCaller(row) || isDocs(row) || settles(row) ? settings : {}),
      ...(isDocs(row) ? { DOCS_ACCESS: 'callers' } : {}),
    });
  });
});

describe('where everything is said of it, its variables', () => {
  const settings = {
    ACCESS_MODES: 'iam,bearer,jwt',
    ACCESS_TABLE: TABLE,
    ACCESS_UNOWNED: 'allow',
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: 'web,app',
    JWT_SCOPES: 'ask',
  };

  it.each(lambdaFunctions)('of $name are what it needs', (row) => {
    expect(variablesOf(full, row.name)).toEqual({
      ...(isCaller(row) || isDocs(row) || settles(row) ? settings : {}),
      ...(isDocs(row) ? { DOCS_ACCESS: 'callers' } : {}),
      ...(takesInput(row) ? { INPUT_URLS: 'http', MCP_SERVERS: 'mcp.example.com,*.tools.example.com' } : {}),
    });
  });

  it('are read by the functions as they were meant', () => {
    const given = { ...variablesOf(full, 'create-text'), ACCESS_TABLE: 'a-table' } as Record<string, string>;
    expect(readEnvironment({ OPENAI_API_KEY: 'sk-x', ...given })).toMatchObject({
      access: {
        modes: ['iam', 'bearer', 'jwt'],
        table: 'a-table',
        unowned: 'allow',
        jwt: { issuer: ISSUER, audiences: ['web', 'app'], scopes: ['ask'] },
      },
      inputUrls: { http: true, mcpServers: ['mcp.example.com', '*.tools.example.com'] },
    });
  });

  it('leave the description of the API what the functions check', () => {
    const { API_AUTH } = functionOf(full, 'get-openapi').properties.Environment.Variables;
    expect(API_AUTH).toBe('none');
  });
});

describe('the pages and the document', () => {
  it('are told how callers are known, and not to ask anybody, where they are public', () => {
    const open = synthesize({ docs: 'public', playground: true });
    for (const { name } of table.filter(isDocs)) {
      expect(variablesOf(open, name)).toEqual({
        ACCESS_MODES: 'iam,api-key',
        ACCESS_TABLE: TABLE,
        ACCESS_UNOWNED: 'deny',
      });
      expect(JSON.stringify(functionOf(open, name).role)).not.toContain('dynamodb:');
    }
  });
});

describe('the bucket', () => {
  const keeps = ({ name }: LambdaFunction) => table.some((row) => row.name === name && row.costs === true);
  const bucketOf = (synthesis: Synthesis, name: string) =>
    functionOf(synthesis, name).properties.Environment.Variables.STORAGE_BUCKET;

  it.each(lambdaFunctions)('is told to $name where it keeps something there, answers of what costs included', (row) => {
    const { images, background, uploads, speech } = row.access;
    const needed = [images, background, uploads, speech].some((use) => use !== undefined);
    expect(bucketOf(full, row.name)).toEqual(needed || keeps(row) ? { Ref: 'BucketName' } : undefined);
  });

  it('is not told to a function that only costs, where access is off', () => {
    expect(keeps(lambdaFunctions.find(({ name }) => name === 'compact-response') as LambdaFunction)).toBe(true);
    expect(bucketOf(synthesize({ access: 'off' }), 'compact-response')).toBeUndefined();
  });
});
