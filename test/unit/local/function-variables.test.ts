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
    expect(variablesFor(access, all)).toEqual({ ...common, ...own });
  });

  it('have the webhook secret in receive-webhook alone', () => {
    const holders = lambdaFunctions.filter(({ access }) => 'OPENAI_WEBHOOK_SECRET' in variablesFor(access, all));
    expect(holders.map(({ name }) => name)).toEqual(['receive-webhook']);
  });
});

describe("this machine's variables", () => {
  it('reach functions where they are configuration, and nothing else does', () => {
    const machine = { ...all, NODE_ENV: 'production', LOG_PAYLOADS: '', PORT: '3000', LD_PRELOAD: 'x', PATH: '/bin' };
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, HOME, ...configuration } = all;
    expect(machineVariables(machine)).toEqual({ ...configuration, NODE_ENV: 'production' });
  });
});
