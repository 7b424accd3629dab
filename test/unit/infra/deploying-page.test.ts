import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { flat } from '../../support/fake-service.ts';
import { type Signer, type Sigv4Verifier, startSigv4Verifier } from '../../support/sigv4-verifier.ts';
import { synthesize } from './synthesize.ts';

// Shells and real commands, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const page = readFileSync(path.join(import.meta.dirname, '../../../docs/deploying.md'), 'utf8');
/** What readers paste, in the order of the page. */
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

const REGION = 'ap-southeast-2';
const KEY = 'sk-pasted';
const API_KEY = 'the value of the key';
const user: Signer = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a/secret+of=40' };
const session: Signer = { ...user, accessKeyId: 'ASIAEXAMPLE', sessionToken: 'IQoJb3JpZ2luX2VjEJr//session+token==' };

const service = synthesize({ stage: 'prod', name: 'shop' });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'deploying-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What `npm run deploy` writes: the outputs of the real templates, with the stream endpoints at the verifier. */
function outputs(url: string): object {
  const stacks = [...service.templates].map(([id, template]) => {
    const { stackName } = service.app.node.findChild(id) as Stack;
    const { Outputs = {} } = template.toJSON();
    const values = Object.entries(Outputs as Record<string, { Value: unknown }>).map(([name, { Value }]) => [
      name,
      name === 'UrlStreamText'
        ? `${url}/${id === 'Api' ? 'prod' : 'url'}/api/responses/text/stream`
        : flat(Value)
            .replaceAll('<AWS::Region>', REGION)
            .replaceAll(/<[^>]*>/g, 'made-by-aws'),
    ]);
    return [stackName, Object.fromEntries(values)];
  });
  return Object.fromEntries(stacks);
}

/** The commands that would reach AWS or a registry, and what they print; what they were asked is in `asked`. */
function commands(bin: string, signer: Signer): string {
  const asked = path.join(bin, 'asked');
  const exports = [
    `export AWS_ACCESS_KEY_ID=${signer.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${signer.secretAccessKey}`,
    ...(signer.sessionToken ? [`export AWS_SESSION_TOKEN=${signer.sessionToken}`] : []),
  ];
  const aws = `#!/bin/sh
printf '%s\\n' "aws $*" >> '${asked}'
case "$1 $2" in
'configure export-credentials') cat <<'END'
${exports.join('\n')}
END
;;
'apigateway get-api-key') echo '${API_KEY}' ;;
'lambda get-account-settings') echo 10 ;;
esac
`;
  const scripts = {
    aws,
    npm: `#!/bin/sh\necho "npm $*" >> '${asked}'\n`,
    npx: `#!/bin/sh\necho "npx $*" >> '${asked}'\n`,
  };
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(path.join(bin, name), script);
    chmodSync(path.join(bin, name), 0o755);
  }
  return asked;
}

/** Pastes every block into one shell, as somebody does who reads from top to bottom, and types the key. */
async function paste(verifier: Sigv4Verifier, signer: Signer, given: Readonly<Record<string, string>> = {}) {
  const work = mkdtempSync(path.join(folder, 'paste-'));
  const bin = path.join(work, 'bin');
  const asked = commands(bin, signer);
  mkdirSync(path.join(work, 'cdk.out'));
  writeFileSync(path.join(work, 'cdk.out/outputs.json'), JSON.stringify(outputs(verifier.url)));
  const { NODE = process.execPath, PATH = '' } = process.env;
  const env = { PATH: `${bin}:${path.dirname(NODE)}:${PATH}`, HOME: work, ...given };
  const result = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const shell = execFile('bash', ['-eu', '-c', blocks.join('\n')], { cwd: work, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    shell.stdin?.end(`${KEY}\n`);
  });
  return { ...result, asked: readFileSync(asked, 'utf8') };
}

function startVerifier(signer: Signer): Promise<Sigv4Verifier> {
  const serviceOf = (of: string) => (of.startsWith('/url/') ? 'lambda' : 'execute-api');
  return startSigv4Verifier({ signer, region: REGION, apiKey: API_KEY, serviceOf });
}

describe('the commands of docs/deploying.md', () => {
  it.each([
    ['a user’s key', user, {}],
    ['a session', session, {}],
    ['a session, in a shell set up for another region', session, { AWS_REGION: 'us-east-1' }],
    ['a user’s key, in a shell that has a session from before', user, { AWS_SESSION_TOKEN: 'an old one' }],
  ])('reach the first token with %s, pasted as they stand', async (_, signer, environment) => {
    const verifier = await startVerifier(signer);
    try {
      const { code, stdout, stderr, asked } = await paste(verifier, signer, environment);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      expect(verifier.requests.map(({ path: to, refusal }) => [to, refusal])).toEqual([
        ['/url/api/responses/text/stream', undefined],
        ['/prod/api/responses/text/stream', undefined],
        ['/prod/api/responses/text/stream', undefined],
      ]);
      const [signed, keyed, ...more] = verifier.requests;
      for (const { headers } of [signed, ...more].filter((request) => request !== undefined)) {
        expect(headers['x-amz-security-token']).toBe(signer.sessionToken);
        expect(headers['x-api-key']).toBeUndefined();
      }
      expect(keyed?.headers.authorization).toBeUndefined();
      for (const { body } of verifier.requests) expect(JSON.parse(body)).toEqual({ input: expect.any(String) });
      expect(stdout.match(/event: response\.completed/g)).toHaveLength(3);
      expect(asked).toContain(
        `aws secretsmanager put-secret-value --region ${REGION} --secret-id made-by-aws --secret-string ${KEY}`,
      );
    } finally {
      await verifier.close();
    }
  });

  it('have nothing that cannot be pasted: no placeholder, and nothing that zsh reads in another way than bash', () => {
    expect(blocks.length).toBeGreaterThan(4);
    for (const block of blocks) {
      expect(block).not.toMatch(/<[\w][^>]*>|…|\.\.\. /);
      expect(block).not.toMatch(/(^|\s)#/m);
      // Modifiers of zsh: `$AWS_REGION:lambda` is the region in lower case, and `ambda`.
      expect(block).not.toMatch(/\$\w+:[a-z]/);
      // A line after it would be read as the key.
      if (/^read /m.test(block)) expect(block.trim().split('\n')).toHaveLength(1);
    }
  });

  it('are for a curl that signs every x-amz-* header', () => {
    expect(page).toContain('curl 7.86');
    expect(page).not.toMatch(/7\.75/);
  });
});

describe('the verifier', () => {
  const send = (url: string, ...options: readonly string[]) =>
    new Promise<string>((resolve) => execFile('curl', ['-s', url, ...options], (_error, stdout) => resolve(stdout)));
  const signature = (region: string, service = 'lambda') => [
    '--aws-sigv4',
    `aws:amz:${region}:${service}`,
    '--user',
    `${session.accessKeyId}:${session.secretAccessKey}`,
  ];
  const token = ['-H', `x-amz-security-token: ${session.sessionToken}`];

  it.each([
    ['no signature', [], /not signed/],
    ['a signature for another region', [...signature('us-east-1'), ...token], /not for .*ap-southeast-2\/lambda/],
    ['a signature for another service', [...signature(REGION, 'execute-api'), ...token], /not for .*lambda/],
    ['a session without its token', signature(REGION), /another session token/],
    [
      'another secret',
      ['--aws-sigv4', `aws:amz:${REGION}:lambda`, '--user', 'ASIAEXAMPLE:x', ...token],
      /does not match/,
    ],
  ])('refuses %s', async (_, options, reason) => {
    const verifier = await startVerifier(session);
    try {
      expect(await send(`${verifier.url}/url/x`, ...options)).toMatch(reason);
      await send(`${verifier.url}/url/x`, ...signature(REGION), ...token);
      expect(verifier.requests.at(-1)?.refusal).toBeUndefined();
    } finally {
      await verifier.close();
    }
  });
});
