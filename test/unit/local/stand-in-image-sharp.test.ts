import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { imageRequest } from './stand-in-image-fixtures.ts';

const run = promisify(execFile);
const server = new URL('../../../infra/local/openai/server.ts', import.meta.url).href;

/** Starts a stand-in in a process of its own, sends it requests, and says what it answered and which libraries it loaded. */
async function inOwnProcess(requests: object[], before = ''): Promise<{ answers: Answer[]; libraries: string[] }> {
  const script = `
    ${before}
    const { startStandIn } = await import(${JSON.stringify(server)});
    const standIn = await startStandIn();
    const answers = [];
    for (const body of ${JSON.stringify(requests)}) {
      const headers = { authorization: 'Bearer sk-test' };
      const response = await fetch(standIn.url + '/v1/responses', { method: 'POST', headers, body: JSON.stringify(body) });
      answers.push({ status: response.status, body: await response.json() });
    }
    await standIn.close();
    const libraries = process.report.getReport().sharedObjects.filter((name) => /sharp/.test(name));
    process.stdout.write(JSON.stringify({ answers, libraries }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 30_000 });
  return JSON.parse(stdout);
}

interface Answer {
  readonly status: number;
  readonly body: { readonly error?: { readonly message: string; readonly code: string } };
}

const WITHOUT_SHARP = `
  const { registerHooks } = await import('node:module');
  registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'sharp') throw new Error('Could not load the "sharp" module using the x runtime\\nHelp');
    return next(specifier, context);
  } });`;

describe('sharp', () => {
  const small = imageRequest({}, { scenario: 'image-small' });
  const text = { ...imageRequest(), tools: [] };

  it('is loaded for a picture, and for nothing else', async () => {
    const without = await inOwnProcess([text, small]);
    expect(without.answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(without.libraries).toEqual([]);
    expect((await inOwnProcess([imageRequest()])).libraries).not.toEqual([]);
  });

  it('is asked for by name where it is missing, and missed by no other request', async () => {
    const requests = [
      imageRequest(),
      { ...imageRequest(), stream: true },
      imageRequest({ output_format: 'svg' }),
      small,
    ];
    const { answers } = await inOwnProcess([...requests, text], WITHOUT_SHARP);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 200, 200, 200]);
    expect(answers[0]?.body.error?.code).toBe('stand_in_cannot_draw');
    expect(answers[1]?.body.error?.message).toMatch(/Could not load the "sharp" module using the x runtime\).*npm ci/);
  });
});
