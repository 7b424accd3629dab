import { describe, expect, it } from 'vitest';
import { settle } from '../../../../lib/background/settle/settle.ts';
import { withoutSecrets } from '../../../../lib/background/settle/without-secrets.ts';
import { imageCall } from '../../apis/responses/images/waiting-store.ts';
import { backgroundResponse, jobRecord } from '../jobs.ts';
import { largeImage, readAs, settleRun, smallImage } from '../settling.ts';

const SECRETS = ['t0ken-1', 't0ken-2', 'hunter2', 't0ken-3', 't0ken-4'];
const server = {
  type: 'mcp',
  server_label: 'x',
  server_url: 'https://me:hunter2@x.test/mcp?token=t0ken-3&page=1',
  authorization: 't0ken-1',
  headers: { 'X-Key': 't0ken-2' },
  allowed_tools: ['a'],
};
const bare = {
  type: 'mcp',
  server_label: 'x',
  server_url: 'https://x.test/mcp?token=masked&page=1',
  allowed_tools: ['a'],
};
const code = {
  type: 'code_interpreter',
  container: { type: 'auto', network_policy: { type: 'allowlist', domain_secrets: [{ value: 't0ken-4' }] } },
};
const functionTool = {
  type: 'function',
  name: 'f',
  parameters: { type: 'object', properties: { headers: {}, authorization: {} } },
};

describe('an archived response', () => {
  it('keeps nothing that its tools sign in with', () => {
    const response = {
      tools: [server, code, functionTool, { type: 'namespace', tools: [server] }],
      output: [{ type: 'additional_tools', tools: [server] }, { type: 'message', content: [] }, null],
    };
    const kept = withoutSecrets(response, []);
    expect(kept).toEqual({
      tools: [
        bare,
        { type: 'code_interpreter', container: { type: 'auto', network_policy: { type: 'allowlist' } } },
        functionTool,
        { type: 'namespace', tools: [bare] },
      ],
      output: [{ type: 'additional_tools', tools: [bare] }, { type: 'message', content: [] }, null],
    });
    for (const secret of SECRETS) expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('is written to S3 so', async () => {
    const run = settleRun();
    const whole = readAs(backgroundResponse({ tools: [server, code] }));
    await settle(jobRecord(), { kind: 'ended', whole }, run.settling);
    const written = JSON.stringify(run.state());
    expect(written).toContain('https://x.test/mcp?token=masked&page=1');
    for (const secret of SECRETS) expect(written).not.toContain(secret);
  });

  it('keeps no address that is too long to be one', () => {
    const json = JSON.stringify({ tools: [{ ...server, server_url: `https://x.test/?${'t0ken-5'.repeat(5000)}` }] });
    const { response, strings } = readAs(JSON.parse(json));
    expect(strings).toHaveLength(1);
    expect(withoutSecrets(response, strings)).toEqual({
      tools: [{ type: 'mcp', server_label: 'x', allowed_tools: ['a'] }],
    });
  });

  it.each([null, {}, [null], 'x', [[]], [{ type: 'mcp', server_url: 5 }]])(
    'is kept where its tools are odd: %j',
    (tools) => {
      expect(() => withoutSecrets({ tools, output: tools }, [])).not.toThrow();
    },
  );
});

describe('an image that came as a data URI', () => {
  it.each([
    ['small', smallImage],
    ['large', largeImage],
  ])('is kept as its bytes: %s', async (_size, base64) => {
    const run = settleRun();
    const whole = readAs(backgroundResponse({ output: [imageCall('ig_1', `data:image/png;base64,${base64}`)] }));
    await settle(jobRecord(), { kind: 'ended', whole }, run.settling);
    expect(run.state()).toMatchObject({ images: { 'images/2026/11/22/resp_1/ig_1.png': base64 } });
    expect(JSON.stringify([...run.store.results.values()])).not.toContain('base64,');
  });
});
