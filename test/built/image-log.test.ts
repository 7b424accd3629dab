import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FakeS3, refuse, type S3Script, startFakeS3 } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';
import { askImage, askImageStream, storage } from './image-calls.ts';
import { imageItem, playImages } from './image-upstream.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'sk-proj-Abcdefgh1234567890Abcdefgh1234567890';
const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
const [png] = (await pictures()) as [Picture];
const large = randomBytes(600_000);
const input = [
  {
    role: 'user',
    content: [{ type: 'input_image', image_url: `data:image/png;base64,${png.bytes.toString('base64')}` }],
  },
];

let upstream: Upstream;
let s3: FakeS3;
let script: S3Script;

beforeAll(async () => {
  upstream = await startUpstream(playImages([imageItem('ig_1', png.bytes), imageItem('ig_2', large)]));
  s3 = await startFakeS3((request, response) => script(request, response));
});
afterAll(() => Promise.all([upstream, s3].map((part) => part.close())));

/** Some of an image's base64 from its middle, in lengths that no redaction may leave over. */
function traces(bytes: Buffer): string[] {
  const text = bytes.toString('base64');
  return [text.slice(0, 40), text.slice(40, 80), text.slice(-60, -20)];
}

async function askEverything(stack: Stack): Promise<void> {
  const mask = { image_url: `data:image/png;base64,${png.bytes.toString('base64')}` };
  for (const answer of [
    refuse(403, 'AccessDenied'),
    (_request, response) => void response.writeHead(200).end(),
  ] as S3Script[]) {
    script = answer;
    for (const delivery of ['url', 'both']) {
      await askImage(stack, { input, image_delivery: delivery, input_image_mask: mask });
      await askImageStream(stack, { input, image_delivery: delivery });
    }
  }
}

it.each(['none', 'redacted', 'full'])(
  'no log line has base64, keys or presigned URLs with LOG_PAYLOADS=%s',
  async (payloads) => {
    const environment = { ...storage(s3.url), OPENAI_API_KEY: KEY, AWS_SECRET_ACCESS_KEY: SECRET };
    const stack = await startStack({
      upstream: upstream.url,
      environment: { ...environment, LOG_PAYLOADS: payloads, LOG_LEVEL: 'DEBUG' },
    });
    // The log is whole once its processes have ended.
    await askEverything(stack).finally(() => stack.close());
    expect(stack.records().filter(({ endpoint }) => endpoint !== undefined)).not.toEqual([]);
    const log = stack.logs.map(({ line }) => line).join('\n');
    const found = [...traces(png.bytes), ...traces(large), KEY, SECRET, 'X-Amz-Signature'].filter((secret) =>
      log.includes(secret),
    );
    expect(found).toEqual([]);
    expect(Math.max(...stack.logs.map(({ line }) => line.length))).toBeLessThan(20_000);
  },
);
