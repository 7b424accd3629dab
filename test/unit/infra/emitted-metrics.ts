import { vi } from 'vitest';
import { logPoll, logSettled } from '../../../lib/logging/background-log.ts';
import type { InteractionMetadata } from '../../../lib/logging/interaction.ts';
import { flushMetrics, recordMetrics } from '../../../lib/logging/metrics.ts';

/** What CloudWatch makes of one line: the part of the embedded metric format that is read here. */
interface MetricLine {
  readonly service: string;
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

const metadata: InteractionMetadata = {
  latency_ms: 1200,
  time_to_first_event_ms: 300,
  tokens_used: 30,
  cached_tokens: 10,
  reasoning_tokens: 5,
  cost_estimate: 0.01,
  pricing_version: '2026-11-01',
  rate_limit_headers: {},
  response_status: 200,
  terminal_event: 'response.completed',
  events: {},
  retries: 0,
  conversation: null,
  service_tier: null,
  safety_identifier: null,
  openai_request_id: null,
};

/** `OpenAIResponses{service,endpoint} Requests`: a metric by its namespace and the names of its dimensions. */
export function seriesName(namespace: string, dimensions: readonly string[], metric: string): string {
  return `${namespace}{${[...dimensions].sort().join(',')}} ${metric}`;
}

/** Every metric that `lib/logging/` writes, by running it: of a request, a poll and a settled response. */
export function emittedMetrics(): { readonly series: ReadonlySet<string>; readonly services: ReadonlySet<string> } {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  try {
    const now = new Date('2026-11-22T12:00:00Z');
    const response = { model: 'gpt-4o', usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } };
    recordMetrics({ endpoint: 'create-text', model: 'gpt-4o', metadata, errorCode: 'slow_down' });
    flushMetrics();
    const record = { id: 'resp_1', endpoint: 'create-text', created_at: now.toISOString() };
    logSettled({ record, status: 'completed', response, now });
    logPoll({ pending: 1, settled: 1, failed: 0, oldest_age_seconds: 3, passes: 1 });
  } finally {
    spy.mockRestore();
  }
  const written = lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line) as MetricLine);
  const series = written.flatMap(({ _aws }) =>
    _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((dimensions) => Metrics.map(({ Name }) => seriesName(Namespace, dimensions, Name))),
    ),
  );
  return { series: new Set(series), services: new Set(written.map(({ service }) => service)) };
}
