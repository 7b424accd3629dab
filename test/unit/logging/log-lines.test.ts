import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const library = new URL('../../../lib/logging/', import.meta.url);

const prelude = `
  import { logPoll } from '${library}background-log.ts';
  import { eventLog } from '${library}event-log.ts';
  import { logInteraction } from '${library}interaction.ts';
  import { logger } from '${library}logger.ts';
  import { flushMetrics, recordMetrics } from '${library}metrics.ts';
  // Lambda's runtime puts a timestamp before whatever goes through the global console.
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    console[level] = (text) => process.stdout.write('PATCHED ' + text + '\\n');
  }
  const metadata = {
    latency_ms: 120, time_to_first_event_ms: null, tokens_used: 10, cached_tokens: null, reasoning_tokens: null,
    cost_estimate: 0.25, pricing_version: '2026-11-22', rate_limit_headers: {}, response_status: 200, terminal_event: null,
    events: null, retries: 1, conversation: null, service_tier: null, safety_identifier: null, openai_request_id: 'req_1',
  };
  const interaction = {
    api: 'responses', endpoint: 'create-text', request: { model: 'gpt-5', input: 'Hello\\nworld' }, response: null, metadata,
  };
`;

/** What a process of its own writes: Powertools holds the real stdout, which a test's worker does not have. */
function linesOf(script: string, variables: Record<string, string> = {}): Record<string, unknown>[] {
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', `${prelude}\n${script}`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...variables },
    timeout: 20_000,
  });
  return `${run.stdout}${run.stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('is one JSON object a line, past the console that Lambda patches', () => {
    const lines = linesOf(
      `logInteraction(interaction, 'redacted'); logger().warn('model shutdown', { model: 'gpt-5' });`,
    );
    expect(lines).toMatchObject([
      {
        level: 'INFO',
        message: 'interaction',
        service: 'openai-responses-lambda',
        api: 'responses',
        endpoint: 'create-text',
        request: { model: 'gpt-5', input: '[11 characters]' },
        metadata: { latency_ms: 120, cost_estimate: 0.25, cached_tokens: null, openai_request_id: 'req_1' },
      },
      { level: 'WARN', message: 'model shutdown', model: 'gpt-5' },
    ]);
  });

  it.each([
    ['{ response_status: 200 }', 'INFO'],
    ['{ response_status: 404 }', 'INFO'],
    ['{ response_status: 502 }', 'ERROR'],
    [`{ terminal_event: 'response.completed' }`, 'INFO'],
    [`{ terminal_event: 'response.failed' }`, 'ERROR'],
    [`{ terminal_event: 'error' }`, 'ERROR'],
  ])('keeps a request that ended with %s at %s', (end, level) => {
    const record = `{ ...interaction, metadata: { ...metadata, ...${end} } }`;
    expect(linesOf(`logInteraction(${record}, 'none');`)).toMatchObject([
      { level, request: { input: 'string of 11' } },
    ]);
  });

  it('leaves out what LOG_LEVEL leaves out', () => {
    expect(linesOf(`logInteraction(interaction, 'full'); logger().error('x');`, { LOG_LEVEL: 'ERROR' })).toMatchObject([
      { message: 'x' },
    ]);
  });

  it('has single events at DEBUG only', () => {
    const script = (logLevel: string) =>
      `eventLog({ logLevel: '${logLevel}', logPayloads: 'redacted' })?.('response.output_text.delta', { delta: 'Once' });`;
    expect(linesOf(script('INFO'), { LOG_LEVEL: 'DEBUG' })).toEqual([]);
    expect(linesOf(script('DEBUG'), { LOG_LEVEL: 'DEBUG' })).toMatchObject([
      { level: 'DEBUG', event_type: 'response.output_text.delta', event: { delta: '[4 characters]' } },
    ]);
  });
});

describe('the metrics', () => {
  const [byCode, request] = linesOf(`
    recordMetrics({ endpoint: 'create-text', model: 'gpt-5', metadata, errorCode: 'server_error', unknownEvents: 2 });
    flushMetrics();
    flushMetrics();
  `) as [EmbeddedMetrics, EmbeddedMetrics];

  it('count a request by endpoint, and by endpoint and model', () => {
    expect(request._aws.CloudWatchMetrics[0]).toMatchObject({
      Namespace: 'OpenAIResponses',
      Dimensions: [
        ['service', 'endpoint'],
        ['service', 'endpoint', 'model'],
      ],
    });
    expect(request).toMatchObject({
      endpoint: 'create-text',
      model: 'gpt-5',
      Requests: 1,
      Latency: 120,
      TokensUsed: 10,
      CostEstimate: 0.25,
      Retries: 1,
      UnknownEvents: 2,
      Errors: 1,
    });
  });

  it('leave out what is not known', () => {
    expect(Object.keys(request)).not.toContain('TimeToFirstEvent');
    expect(Object.keys(request)).not.toContain('ReasoningTokens');
  });

  it('count errors by code, apart from the rest', () => {
    expect(byCode._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['service', 'endpoint', 'error_code']]);
    expect(byCode).toMatchObject({ error_code: 'server_error', ErrorsByCode: 1 });
  });

  it('are flushed once, and nothing is written where nothing was recorded', () => {
    const record = `recordMetrics({ endpoint: 'health', model: null, metadata });`;
    expect(linesOf('flushMetrics();')).toEqual([]);
    expect(linesOf(`${record} flushMetrics(); ${record} flushMetrics(); flushMetrics();`)).toMatchObject([
      { Requests: 1 },
      { Requests: 1 },
    ]);
  });
});

describe('the metrics of a poll', () => {
  const written = (changes: string) =>
    linesOf(`logPoll({ pending: 3, settled: 2, failed: 1, oldest_age_seconds: 9, passes: 4, ...${changes} });`);

  it.each([
    ['{}', { BackgroundPending: 3, BackgroundOldestAge: 9 }],
    ['{ pending: 0, oldest_age_seconds: 0 }', { BackgroundPending: 0, BackgroundOldestAge: 0 }],
    ['{ oldest_age_seconds: null }', { BackgroundPending: 3 }],
    ['{ pending: null, oldest_age_seconds: null }', {}],
  ])('leave out what is not known: %s', (changes, known) => {
    const [, { _aws: _embedded, ...metrics } = {}] = written(changes);
    const dimensions = { service: 'openai-responses-lambda', endpoint: 'background' };
    expect(metrics).toEqual({ ...dimensions, BackgroundSettled: 2, BackgroundFailed: 1, ...known });
  });
});

interface EmbeddedMetrics extends Record<string, unknown> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly { readonly Namespace: string; readonly Dimensions: string[][] }[];
  };
}
