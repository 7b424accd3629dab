import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { refuse } from '../support/fake-s3.ts';
import { type Picture, pictures } from '../support/pictures.ts';
import { playJson } from '../support/upstream.ts';
import { backgroundResponse, dueRecord, lost, playRetrievals, poll } from './background-calls.ts';
import { type BackgroundWorld, startBackgroundWorld } from './background-world.ts';
import { imageItem } from './image-upstream.ts';
import { RESPONSE } from './played.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'sk-proj-Abcdefgh1234567890Abcdefgh1234567890';
const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
const PROMPT = 'a platypus in a bowler hat';
const ANSWER = 'Platypuses seldom wear hats';
const [png] = (await pictures()) as [Picture];

const message = { ...RESPONSE.output[0], content: [{ type: 'output_text', text: ANSWER, annotations: [] }] };
const texts = { instructions: PROMPT, output: [message], metadata: { note: PROMPT } };
const drawing = { ...texts, output: [{ ...imageItem('ig_1', png.bytes), revised_prompt: PROMPT }] };
const failure = { ...texts, usage: null, output: [], error: { code: 'server_error', message: ANSWER } };

/** A record each: what becomes of its response, and what the log says of that. */
const JOBS = [
  ['resp_text', 'create-text', backgroundResponse('resp_text', 'completed', texts), 1200, 0.00162],
  ['resp_image', 'stream-image', backgroundResponse('resp_image', 'completed', drawing), 1200, undefined],
  ['resp_failed', 'stream-text', backgroundResponse('resp_failed', 'failed', failure), undefined, undefined],
] as const;
/** In all: these three, one that is lost, one that runs on, one that OpenAI is silent about, and one that S3 refuses. */
const SUMMARY = { pending: 3, settled: 4, failed: 2, passes: 1 };

type LogRecord = Readonly<Record<string, unknown>>;

describe.each(['none', 'redacted', 'full'])('with LOG_PAYLOADS=%s, the log of an invocation', (payloads) => {
  let world: BackgroundWorld;
  let records: readonly LogRecord[];
  let all: string;

  beforeAll(async () => {
    world = await startBackgroundWorld({
      environment: {
        OPENAI_API_KEY: KEY,
        AWS_SECRET_ACCESS_KEY: SECRET,
        LOG_PAYLOADS: payloads,
        LOG_LEVEL: 'DEBUG',
      },
    });
    await world.objects.record(
      ...JOBS.map(([id, endpoint]) => dueRecord(id, { endpoint })),
      ...['resp_lost', 'resp_running', 'resp_error', 'resp_refused'].map((id) => dueRecord(id)),
    );
    const refusal = { message: `Incorrect API key provided: ${KEY}.`, type: 'server_error', code: 'server_error' };
    world.upstream.handle(
      playRetrievals({
        ...Object.fromEntries(JOBS.map(([id, , response]) => [id, playJson(response)])),
        resp_lost: lost,
        resp_running: playJson(backgroundResponse('resp_running', 'in_progress', texts)),
        resp_error: playJson({ error: refusal }, 500),
        resp_refused: playJson(backgroundResponse('resp_refused', 'completed', drawing)),
      }),
    );
    world.gate.gate({ before: ({ key }) => (key.includes('resp_refused/') ? refuse(403, 'AccessDenied') : undefined) });
    expect(await poll(world.stack)).toMatchObject(SUMMARY);
    // The log is whole once its process has ended.
    await world.stack.close();
    records = world.stack.records();
    all = world.stack.logs.map(({ line }) => line).join('\n');
  });
  afterAll(() => world.close());

  const lines = (text: string) => records.filter(({ message: said }) => said === text);

  it('has one line for each settled response, with its model, tokens and cost', () => {
    const settled = lines('background settled');
    expect(settled).toHaveLength(SUMMARY.settled);
    for (const [id, endpoint, { status, model }, tokens, cost] of JOBS) {
      const [line, ...more] = settled.filter(({ response_id: of }) => of === id);
      expect(more).toEqual([]);
      expect(line).toMatchObject({ level: 'INFO', endpoint, status, model });
      // The logger leaves out what is null.
      expect([line?.tokens_used, line?.cost_estimate]).toEqual([
        tokens,
        cost === undefined ? cost : expect.closeTo(cost, 9),
      ]);
      expect(line?.age_seconds).toBeGreaterThanOrEqual(120);
      expect(line?.age_seconds).toBeLessThan(180);
    }
    expect(settled.find(({ response_id: of }) => of === 'resp_lost')).toMatchObject({
      status: 'lost',
    });
  });

  it('has one line for each record that failed, with what to do', () => {
    expect(lines('background poll failed')).toHaveLength(SUMMARY.failed);
    const codes = lines('background poll failed').map(({ response_id: id, error, level }) => [
      level,
      id,
      (error as LogRecord).code,
    ]);
    expect(codes.sort()).toEqual([
      ['WARN', 'resp_error', 'server_error'],
      ['WARN', 'resp_refused', 'image_store_denied'],
    ]);
  });

  it('ends with exactly one summary', () => {
    const [summary, ...more] = lines('background poll');
    expect(more).toEqual([]);
    expect(summary).toMatchObject({ level: 'INFO', ...SUMMARY });
    expect(summary?.oldest_age_seconds).toBeGreaterThanOrEqual(120);
    const last = records.filter(({ message: said }) => said !== undefined).at(-1);
    expect(last).toEqual(summary);
  });

  it('has the metrics of the invocation, once and by no model', () => {
    const metrics = records.filter(({ BackgroundPending }) => BackgroundPending !== undefined);
    expect(metrics).toHaveLength(1);
    const [{ _aws: embedded, ...values } = {}] = metrics as [{ _aws?: { CloudWatchMetrics: Embedded[] } }];
    expect(values).toMatchObject({
      endpoint: 'background',
      BackgroundPending: SUMMARY.pending,
      BackgroundSettled: SUMMARY.settled,
      BackgroundFailed: SUMMARY.failed,
      BackgroundOldestAge: expect.any(Number),
    });
    expect(embedded?.CloudWatchMetrics).toEqual([
      {
        Namespace: 'OpenAIResponses',
        Dimensions: [['service', 'endpoint']],
        Metrics: expect.arrayContaining([
          { Name: 'BackgroundPending', Unit: 'Count' },
          { Name: 'BackgroundSettled', Unit: 'Count' },
          { Name: 'BackgroundFailed', Unit: 'Count' },
          { Name: 'BackgroundOldestAge', Unit: 'Seconds' },
        ]),
      },
    ]);
  });

  it('has the tokens and the cost of what was settled as metrics, in all and by model', () => {
    const metrics = records.filter(({ TokensUsed }) => TokensUsed !== undefined);
    expect(metrics.map(({ TokensUsed, CostEstimate, model }) => [model, TokensUsed, CostEstimate])).toEqual(
      expect.arrayContaining([
        [RESPONSE.model, 1200, expect.closeTo(0.00162, 9)],
        [RESPONSE.model, 1200, undefined],
      ]),
    );
    expect(metrics).toHaveLength(2);
    for (const { _aws: embedded } of metrics as { _aws: { CloudWatchMetrics: Embedded[] } }[]) {
      expect(embedded.CloudWatchMetrics[0]?.Dimensions).toEqual([
        ['service', 'endpoint'],
        ['service', 'endpoint', 'model'],
      ]);
    }
  });

  it('has no line that nobody meant to write', () => {
    const known = ['background settled', 'background poll failed', 'background poll', 'no text offsets', undefined];
    expect(records.filter(({ message: said }) => !known.includes(said as string))).toEqual([]);
    expect(world.stack.logs.filter(({ line }) => !line.startsWith('{'))).toEqual([]);
  });

  it('shows no prompt, no answer, no key and no base64', () => {
    const base64 = png.bytes.toString('base64');
    const secrets = [PROMPT, ANSWER, KEY, KEY.slice(8), SECRET, base64.slice(0, 40), base64.slice(-60, -20), 'X-Amz-'];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(Math.max(...world.stack.logs.map(({ line }) => line.length))).toBeLessThan(20_000);
  });
});

interface Embedded {
  readonly Namespace: string;
  readonly Dimensions: string[][];
  readonly Metrics: object[];
}
