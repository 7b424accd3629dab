import { type ClientRequest, request as httpRequest } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type FunctionAnswer, readAnswer } from '../../../infra/local/lambda/function-answer.ts';
import { FunctionError } from '../../../infra/local/lambda/function-error.ts';
import { type RuntimeApi, startRuntimeApi } from '../../../infra/local/lambda/runtime-api.ts';

const prelude = JSON.stringify({
  statusCode: 201,
  headers: { 'Content-Type': 'text/plain', 'X-É': 'a' },
  cookies: ['a=1'],
});
const withPrelude = 'application/vnd.awslambda.http-integration-response';
const streaming = { 'lambda-runtime-function-response-mode': 'streaming' };
const whole = Buffer.concat([Buffer.from(prelude), Buffer.alloc(8), Buffer.from('body\0with zeros')]);
const cut = async () => new FunctionError('exit', 'cut');

let api: RuntimeApi | undefined;
afterEach(() => api?.close());

/** A Runtime API that has handed out invocation `id-1`, and what it makes of the answer to it. */
async function delivered(limit = Number.POSITIVE_INFINITY) {
  const polled = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<FunctionAnswer>();
  answered.promise.catch(() => {});
  const failed = Promise.withResolvers<unknown>();
  const started = await startRuntimeApi({
    onPoll: polled.resolve,
    onInitError: failed.resolve,
    onError: failed.resolve,
    onResponse(message, respond) {
      message.once('end', () => respond(202));
      readAnswer(message, limit, cut).then(answered.resolve, answered.reject);
    },
  });
  api = started;
  const base = `http://${started.address}/2018-06-01/runtime`;
  const next = fetch(`${base}/invocation/next`);
  await polled.promise;
  started.deliver({ requestId: 'id-1', payload: '{"é":1}', functionArn: 'arn:1', deadline: 1234 });
  const post = (path: string, headers: Record<string, string> = {}) =>
    httpRequest(`${base}${path}`, { method: 'POST', headers }).on('error', () => {}); // A test may end before the reply.
  return { next: await next, post, answer: answered.promise, failure: failed.promise };
}

function status(request: ClientRequest): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request.once('error', reject).once('response', (response) => resolve(response.resume().statusCode));
  });
}

function written(request: ClientRequest, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => request.write(bytes, () => resolve()));
}

describe('Runtime API', () => {
  it('hands out an invocation with its id, deadline and ARN', async () => {
    const { next } = await delivered();
    expect(Object.fromEntries(next.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': 'id-1',
      'lambda-runtime-deadline-ms': '1234',
      'lambda-runtime-invoked-function-arn': 'arn:1',
    });
    expect(await next.json()).toEqual({ é: 1 });
  });

  it('takes a buffered answer as it is', async () => {
    const { post, answer } = await delivered();
    const request = post('/invocation/id-1/response', { 'content-type': 'application/json' });
    request.end('{"statusCode":500}');
    const { statusCode, headers, body } = await answer;
    expect([statusCode, headers, await text(body)]).toEqual([
      200,
      { 'content-type': 'application/json' },
      '{"statusCode":500}',
    ]);
    expect(await status(request)).toBe(202);
  });

  it.each([
    ['at every byte', [...whole.keys()].slice(1)],
    ['inside the eight zero bytes', [prelude.length + 3]],
    ['right after the prelude', [Buffer.byteLength(prelude) + 8]],
    ['inside a character of the prelude', [whole.indexOf('É') + 1]],
    ['nowhere', []],
  ])('reads status, headers and body of a stream that is split %s', async (_where, cuts) => {
    const { post, answer } = await delivered();
    const request = post('/invocation/id-1/response', { ...streaming, 'content-type': withPrelude });
    const done = status(request);
    const edges = [0, ...cuts, whole.length];
    for (const [index, edge] of edges.slice(0, -1).entries())
      await written(request, whole.subarray(edge, edges[index + 1]));
    request.end();
    const { statusCode, headers, cookies, body } = await answer;
    expect([statusCode, headers, cookies]).toEqual([201, { 'content-type': 'text/plain', 'x-é': 'a' }, ['a=1']]);
    expect((await buffer(body)).toString()).toBe('body\0with zeros');
    expect(await done).toBe(202);
  });

  it('loses status and headers of a stream without a byte, as Lambda does', async () => {
    const { post, answer } = await delivered();
    post('/invocation/id-1/response', {
      ...streaming,
      'content-type': withPrelude,
      'transfer-encoding': 'chunked',
    }).end();
    const { statusCode, headers, body } = await answer;
    expect([statusCode, headers, await text(body)]).toEqual([200, {}, '']);
  });

  it.each([
    ['without the zero bytes', prelude],
    ['that is not JSON', `oops${'\0'.repeat(8)}`],
    ['that is no object', `null${'\0'.repeat(8)}`],
  ])('refuses a prelude %s', async (_what, bytes) => {
    const { post, answer } = await delivered();
    post('/invocation/id-1/response', { ...streaming, 'content-type': withPrelude }).end(bytes);
    await expect(answer).rejects.toMatchObject({ failure: 'invalid_response' });
  });

  it('ends the body in the error that the trailers tell of', async () => {
    const { post, answer } = await delivered();
    const request = post('/invocation/id-1/response', {
      ...streaming,
      'content-type': withPrelude,
      'transfer-encoding': 'chunked',
      trailer: 'lambda-runtime-function-error-type, lambda-runtime-function-error-body',
    });
    request.write(whole);
    const report = Buffer.from(JSON.stringify({ errorMessage: 'half way' })).toString('base64');
    request.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'TypeError',
      'Lambda-Runtime-Function-Error-Body': report,
    });
    request.end();
    const { body } = await answer;
    await expect(text(body)).rejects.toMatchObject({ failure: 'handler', message: 'TypeError: half way' });
  });

  it('ends the body in an error where it is longer than the limit', async () => {
    const { post, answer } = await delivered(100);
    const request = post('/invocation/id-1/response', { ...streaming, 'transfer-encoding': 'chunked' });
    const done = status(request);
    await written(request, Buffer.alloc(60));
    request.end(Buffer.alloc(60));
    const { body } = await answer;
    await expect(text(body)).rejects.toMatchObject({ failure: 'response_too_large' });
    expect(await done).toBe(202);
  });

  it('reads on for the function when nobody wants the body any more', async () => {
    const { post, answer } = await delivered();
    const request = post('/invocation/id-1/response', { ...streaming, 'transfer-encoding': 'chunked' });
    const done = status(request);
    await written(request, Buffer.alloc(1024));
    (await answer).body.destroy();
    request.end(Buffer.alloc(4 * 1024 * 1024));
    expect(await done).toBe(202);
  });

  it.each([
    ['an unknown id', '/invocation/other/response', 400],
    ['an unknown path', '/invocation/id-1/unknown', 404],
  ])('refuses %s', async (_what, path, expected) => {
    const { post } = await delivered();
    const request = post(path);
    request.end('{}');
    expect(await status(request)).toBe(expected);
  });

  it.each(['/init/error', '/invocation/id-1/error'])('takes a report at %s', async (path) => {
    const { post, failure } = await delivered();
    const request = post(path);
    request.end(JSON.stringify({ errorType: 'Oops', errorMessage: 'it broke' }));
    expect(await status(request)).toBe(202);
    expect(await failure).toEqual({ errorType: 'Oops', errorMessage: 'it broke' });
  });
});
