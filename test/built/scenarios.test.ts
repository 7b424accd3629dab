import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SCENARIOS, type ScenarioName } from '../../infra/local/openai/scenario-table.ts';
import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import type { TextAnswer } from '../../lib/apis/responses/answers/text-answer.ts';
import { type Frame, readFrames } from '../support/read-frames.ts';
import { type Stack, startStack } from '../support/stack.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let standIn: StandIn;
let stack: Stack;

beforeAll(async () => {
  standIn = await startStandIn();
  stack = await startStack({ upstream: `${standIn.url}/v1`, environment: { OPENAI_RETRY_DELAY: '0' } });
});
afterAll(async () => {
  await stack.close();
  await standIn.close();
});

/** How the scenarios end that do not simply complete. */
const ENDS: Partial<Record<ScenarioName, string>> = {
  incomplete: 'response.incomplete',
  failed: 'response.failed',
  'error-mid-stream': 'response.failed',
  'every-event': 'response.failed',
};
const TOOL_CALLS: Partial<Record<ScenarioName, string>> = {
  'function-call': 'function_call',
  'custom-tool': 'custom_tool_call',
  'code-interpreter': 'code_interpreter_call',
  'code-interpreter-error': 'code_interpreter_call',
  'file-search': 'file_search_call',
  'web-search': 'web_search_call',
  mcp: 'mcp_call',
  'mcp-failed': 'mcp_call',
  shell: 'shell_call',
  'apply-patch': 'apply_patch_call',
  image: 'image_generation_call',
  images: 'image_generation_call',
  'image-no-usage': 'image_generation_call',
  'image-big': 'image_generation_call',
  'image-small': 'image_generation_call',
  'every-event': 'function_call',
};
/** Those that refuse the request, and with what. */
const REFUSALS: Partial<Record<ScenarioName, [status: number, code: string]>> = {
  'rate-limit': [429, 'rate_limit_exceeded'],
  'server-error': [500, 'server_error'],
  quota: [429, 'insufficient_quota'],
  'image-moderation': [400, 'moderation_blocked'],
};

const names = Object.keys(SCENARIOS) as ScenarioName[];
const played = names.filter((name) => !REFUSALS[name]);
const requestOf = (scenario: string) => ({ input: 'Grüße 👋', metadata: { scenario, pace: 'none' } });
const terminal = /^(error|response\.(completed|incomplete|failed))$/;

function joined(frames: readonly Frame[], event: string, field: string): string {
  return frames.map((frame) => (frame.event === event ? String(frame.data[field]) : '')).join('');
}

describe.each([
  ['function URL', {}],
  ['API Gateway', { 'x-front-door': 'api' }],
])('through %s', (_, headers) => {
  it.each(played)('stream-text plays %s to its one end', async (scenario) => {
    const response = await stack.post('/api/responses/text/stream', requestOf(scenario), { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const frames = await readFrames(response);
    expect(frames.map(({ id }) => id)).toEqual(frames.map((_frame, index) => String(index)));
    expect(frames.map(({ data }) => data.sequence)).toEqual(frames.map((_frame, index) => index));
    const end = ENDS[scenario] ?? 'response.completed';
    expect(frames.at(-1)?.event).toBe(end);
    const ends = frames.map(({ event }) => event ?? '').filter((event) => terminal.test(event));
    expect(ends).toEqual(/error|every/.test(scenario) && end === 'response.failed' ? ['error', end] : [end]);
    if (scenario === 'error-mid-stream') return;
    expect(joined(frames, 'response.output_text.delta', 'delta')).toBe(
      joined(frames, 'response.output_text.done', 'text'),
    );
  });

  it.each(played)('create-text answers %s whole', async (scenario) => {
    const response = await stack.post('/api/responses/text', requestOf(scenario), { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const body = (await response.json()) as TextAnswer;
    expect(body.output_tool_calls[0]?.type).toBe(TOOL_CALLS[scenario]);
    expect(body.output_tool_call).toEqual(body.output_tool_calls[0]);
    const frames = await readFrames(await stack.post('/api/responses/text/stream', requestOf(scenario)));
    if (scenario !== 'error-mid-stream')
      expect(body.output_text).toBe(joined(frames, 'response.output_text.done', 'text'));
    if (scenario === 'text') expect(body.output_text).toContain('“Grüße 👋”');
    if (scenario !== 'every-event') expect(body.status).toBe(frames.at(-1)?.data.status);
  });
});

it.each(Object.entries(REFUSALS))('both functions answer %s with its status', async (scenario, [status, code]) => {
  for (const path of ['/api/responses/text', '/api/responses/text/stream']) {
    const response = await stack.post(path, requestOf(scenario));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      statusCode: status,
      error_code: code,
      path,
      hint: expect.any(String),
    });
  }
});

it('all of it ran in one process a function', () => {
  expect(stack.host.processes('create-text')).toHaveLength(1);
  expect(stack.host.processes('stream-text')).toHaveLength(1);
});
