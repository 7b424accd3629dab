import { describe, expect, it } from 'vitest';
import { machineVariables, variablesFor } from '../../../infra/local/function-variables.ts';
import { type Access, lambdaFunctions } from '../../../lib/endpoints/table.ts';

const common = { OPENAI_API_BASE_URL: 'http://127.0.0.1:1/v1', LOG_LEVEL: 'INFO', IMAGE_URL_TTL_SECONDS: '60' };
const openai = { OPENAI_API_KEY: 'sk-a', OPENAI_API_KEY_SECRET_ARN: 'arn:aws:secretsmanager:…' };
const webhook = { OPENAI_WEBHOOK_SECRET: 'whsec_a' };
const storage = {
  STORAGE_BUCKET: 'a-bucket',
  S3_ENDPOINT: 'http://127.0.0.1:2',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_PROFILE: 'c',
  HOME: '/home/a',
};
const all = { ...common, ...openai, ...webhook, ...storage };

describe('the variables of a function', () => {
  it.each<[string, Access, Record<string, string>]>([
    ['that touches nothing', { openai: false }, {}],
    ['that calls OpenAI', { openai: true }, openai],
    ['that keeps images', { openai: false, images: 'write' }, storage],
    ['that reads background results', { openai: false, background: 'read' }, storage],
    ['that takes webhooks', { openai: false, webhookSecret: true }, webhook],
    ['that does it all', { openai: true, images: 'write', background: 'settle', webhookSecret: true }, all],
  ])('%s are the common ones and its own alone', (_what, access, own) => {
    expect(variablesFor({ access }, all)).toEqual({ ...common, ...own });
  });

  it('have the webhook secret in receive-webhook alone', () => {
    const holders = lambdaFunctions.filter((row) => 'OPENAI_WEBHOOK_SECRET' in variablesFor(row, all));
    expect(holders.map(({ name }) => name)).toEqual(['receive-webhook']);
  });
});

describe('the variables of access', () => {
  const modes = { ACCESS_MODES: 'bearer' };
  const table = { ACCESS_TABLE: 'a-table', JWT_ISSUER: 'https://issuer', DYNAMODB_ENDPOINT: 'http://127.0.0.1:3' };
  const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_PROFILE: 'c' };
  const pages = { DOCS_ACCESS: 'callers' };

  it.each<[string, Parameters<typeof variablesFor>[0], Record<string, string>, Record<string, string>]>([
    ['asks who calls', { access: { openai: false }, auth: 'caller' }, modes, { ...modes, ...table, ...credentials }],
    [
      'settles',
      { access: { openai: false, background: 'settle' } },
      modes,
      { ...modes, ...table, ...credentials, ...storage },
    ],
    ['is public', { access: { openai: false }, auth: 'public' }, modes, {}],
    [
      'describes who may call',
      { access: { openai: false }, auth: 'public', api: 'docs' },
      modes,
      { ...modes, ...table },
    ],
    [
      'is a page for callers alone',
      { access: { openai: false }, auth: 'public', api: 'docs' },
      { ...modes, ...pages },
      { ...modes, ...pages, ...table, ...credentials },
    ],
    ['asks who calls, where access is off', { access: { openai: false }, auth: 'caller' }, {}, {}],
  ])('of a function that %s', (_what, row, variables, own) => {
    expect(variablesFor(row, { ...storage, ...table, ...variables })).toEqual(own);
  });
});

describe("this machine's variables", () => {
  it('reach functions where they say who may call, and for what', () => {
    const access = {
      ACCESS_MODES: 'jwt',
      ACCESS_UNOWNED: 'allow',
      JWT_ISSUER: 'a',
      JWT_AUDIENCE: 'b',
      JWT_SCOPES: 'c',
    };
    const rules = { DOCS_ACCESS: 'callers', INPUT_URLS: 'http', MCP_SERVERS: 'mcp.example.com' };
    expect(machineVariables({ ...access, ...rules })).toEqual({ ...access, ...rules });
  });

  it('reach functions where they are configuration, and nothing else does', () => {
    const machine = { ...all, NODE_ENV: 'production', LOG_PAYLOADS: '', PORT: '3000', LD_PRELOAD: 'x', PATH: '/bin' };
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, HOME, ...configuration } = all;
    expect(machineVariables(machine)).toEqual({ ...configuration, NODE_ENV: 'production' });
  });
});
