import { beforeEach, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../lib/background/records/job-record.ts';
import { askForOutcome, isRunning } from '../../../../lib/background/settle/job-outcome.ts';
import { playEvents, playJson, type UpstreamHandler } from '../../../support/upstream.ts';
import { backgroundResponse, jobRecord } from '../jobs.ts';
import { callTo, play, playMissing, playRunning, useUpstream } from '../polling.ts';
import { streamedText } from '../streamed-text.ts';

const upstream = useUpstream();

/** The requests of the test at hand. */
let earlier = 0;
beforeEach(() => {
  earlier = upstream().requests.length;
});

function asked(): { readonly method: string; readonly url: URL }[] {
  const requests = upstream().requests.slice(earlier);
  return requests.map(({ method, url }) => ({ method, url: new URL(url, 'http://upstream') }));
}

function ask(handler: UpstreamHandler, job: JobRecord = jobRecord(), remainingMs?: number) {
  play(upstream(), { [job.id]: handler });
  return askForOutcome(job, callTo(upstream().url, { ms: 0 }, remainingMs));
}

/** Answers as OpenAI: the response, or with `?stream=true` its events. */
function playStreamed(stream: UpstreamHandler): UpstreamHandler {
  return (request, response) => {
    const isStream = new URL(request.url, 'http://upstream').searchParams.get('stream') === 'true';
    return (isStream ? stream : playJson(backgroundResponse()))(request, response);
  };
}

describe('what OpenAI says of a response', () => {
  it.each(['queued', 'in_progress'] as const)('is that it runs on: %s', async (status) => {
    const outcome = await ask(playRunning(status));
    expect(outcome).toMatchObject({ kind: 'running', whole: { response: { id: 'resp_1', status } } });
  });

  it.each(['completed', 'incomplete', 'failed', 'cancelled'])('is that it has ended: %s', async (status) => {
    const outcome = await ask(playJson(backgroundResponse({ status })));
    expect(outcome).toMatchObject({ kind: 'ended', whole: { response: backgroundResponse({ status }) } });
  });

  it('is that there is none', async () => {
    expect(await ask(playMissing)).toEqual({ kind: 'lost' });
  });

  it('is asked for once, with what the request wanted to have added', async () => {
    await ask(playRunning(), jobRecord({ include: ['reasoning.encrypted_content', 'file_search_call.results'] }));
    const [first, ...rest] = asked();
    expect(rest).toEqual([]);
    expect(first?.method).toBe('GET');
    expect(first?.url.pathname).toBe('/v1/responses/resp_1');
    expect([...(first?.url.searchParams.values() ?? [])].toSorted()).toEqual([
      'file_search_call.results',
      'reasoning.encrypted_content',
    ]);
  });
});

/** A proxy's page, as nginx has it. */
const playPage: UpstreamHandler = (_request, response) => {
  response.writeHead(404, { 'content-type': 'text/html' });
  response.end('<html><head><title>404 Not Found</title></head><body>nginx</body></html>');
};

describe('what is no word of OpenAI’s on a response', () => {
  it.each<[string, UpstreamHandler]>([
    ['a failure', playJson({ error: { message: 'Oops', type: 'server_error' } }, 500)],
    [
      'a refusal for now',
      playJson({ error: { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded' } }, 429),
    ],
    ['a wrong key', playJson({ error: { message: 'Incorrect API key', code: 'invalid_api_key' } }, 401)],
    ['a 404 without a body', (_request, response) => void response.writeHead(404).end()],
    ['a proxy’s 404', playPage],
    ['no JSON', (_request, response) => void response.writeHead(200).end('{"id":"resp_1","status":"comp')],
    ['JSON that is no object', playJson(['resp_1'])],
    ['an object that is no response', playJson({ ok: true })],
    ['a broken connection', (_request, response) => void response.socket?.destroy()],
    [
      'an answer that breaks off',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":"resp_1","status":"completed"', () => response.socket?.resetAndDestroy());
      },
    ],
  ])('is an error, and is not asked for again: %s', async (_name, handler) => {
    await expect(ask(handler)).rejects.toMatchObject({ name: 'ServiceError' });
    expect(asked()).toHaveLength(1);
  });
});

describe('an answer that does not come', () => {
  it.each<[string, UpstreamHandler]>([
    ['at all', () => undefined],
    ['to its end', (_request, response) => void response.writeHead(200).write('{"id":"resp_1",')],
  ])('%s is not waited for beyond the deadline', { timeout: 5000 }, async (_name, handler) => {
    // The margin before the deadline is a second.
    await expect(ask(handler, jobRecord(), 1100)).rejects.toMatchObject({ code: 'function_timeout' });
  });
});

const { events, lastSequence } = streamedText([
  { part: 0, text: 'Once' },
  { part: 0, text: ' upon' },
]);

describe('a response that was streamed', () => {
  it.each(['stream-text', 'stream-image'])('by %s has its text offsets, once it has ended', async (endpoint) => {
    const outcome = await ask(playStreamed(playEvents(events)), jobRecord({ endpoint }));
    expect(outcome).toMatchObject({
      kind: 'ended',
      textOffsets: {
        last_sequence: lastSequence,
        parts: [{ output_index: 0, content_index: 0, runs: [{ first: 2, lengths: [4, 5] }] }],
      },
    });
    expect(asked().at(-1)?.url.searchParams.get('include_obfuscation')).toBe('false');
  });

  it.each([
    ['one that runs on', 'stream-text', playRunning()],
    ['one that was not streamed', 'create-text', playJson(backgroundResponse())],
    ['one of which a webhook told first', null, playJson(backgroundResponse())],
  ])('is not asked for its events if it is %s', async (_name, endpoint, handler) => {
    expect(await ask(handler, jobRecord({ endpoint }))).not.toHaveProperty('textOffsets');
    expect(asked()).toHaveLength(1);
  });

  it.each<[string, UpstreamHandler]>([
    ['are no longer replayed', playMissing],
    ['end too early', playEvents(events.slice(0, -1))],
    ['are none', playJson({ ok: true })],
    [
      'break off',
      (_request, response) => void response.writeHead(200).write(': \n\n', () => response.socket?.resetAndDestroy()),
    ],
  ])('has ended all the same where its events %s', async (_name, stream) => {
    const outcome = await ask(playStreamed(stream), jobRecord({ endpoint: 'stream-text' }));
    expect(outcome.kind).toBe('ended');
    expect(outcome).not.toHaveProperty('textOffsets');
    expect(asked()).toHaveLength(2);
  });

  it('is not waited for beyond the deadline where its events stop coming', { timeout: 5000 }, async () => {
    const stalled: UpstreamHandler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
    };
    // The margin before the deadline is a second.
    const outcome = await ask(playStreamed(stalled), jobRecord({ endpoint: 'stream-text' }), 1100);
    expect(outcome).toMatchObject({ kind: 'ended' });
  });
});

describe('isRunning', () => {
  it.each([
    ['queued', true],
    ['in_progress', true],
    ['completed', false],
    ['cancelled', false],
    [undefined, false],
  ])('of %s is %s', (status, running) => {
    expect(isRunning({ status })).toBe(running);
  });
});
