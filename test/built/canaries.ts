import { gunzipSync } from 'node:zlib';
import type { Item } from '../../lib/storage/table/table.ts';
import type { Stack } from '../support/stack.ts';
import type { Objects } from './background-calls.ts';

/** Where a secret may come to stand. */
export const places = ['log', 'metrics', 'answers', 'others', 'headers', 'S3', 'table', 'OpenAI'] as const;

export type Place = (typeof places)[number];

export type Payloads = 'none' | 'redacted' | 'full';

/** A text that is nowhere else. Its mark stands in it many times, so that half of it is found as well. */
export interface Canary {
  readonly mark: string;
  readonly value: string;
  /** Where it may stand, as docs/security.md has it. */
  readonly standsIn: readonly Place[];
  /** With which payloads it may stand in the log; left out: with none. */
  readonly loggedWith?: readonly Payloads[];
}

const words = (mark: string): string => Array.from({ length: 8 }, () => `${mark} word`).join(' ');
const joined = (mark: string, times = 6): string => mark.repeat(times);
const own = ['answers', 'S3', 'table', 'OpenAI'] as const;
/** OpenAI may repeat it to whoever sent it; a repeated request is answered alike. */
const answered = ['answers', 'table', 'OpenAI'] as const;
const full = ['full'] as const;
const all = ['none', 'redacted', 'full'] as const;

/** What callers say and get. */
const text = (mark: string): Canary => ({ mark, value: words(mark), standsIn: own, loggedWith: full });

/** Everything that is secret of one caller's requests, and of the deployment. */
export const canaries = {
  // The deployment's.
  openaiKey: { mark: 'zqKEY1', value: `sk-proj-${joined('zqKEY1')}`, standsIn: ['OpenAI'] },
  awsSecret: { mark: 'zqAWS1', value: joined('zqAWS1'), standsIn: [] },
  webhookSecret: { mark: 'zqHOOK', value: `whsec_${joined('zqHOOK')}`, standsIn: [] },
  // What the model and its tools are told.
  prompt: text('zqPROM'),
  instructions: text('zqINST'),
  fileText: text('zqFTXT'),
  variable: text('zqVARI'),
  schemaName: { mark: 'zqNAME', value: joined('zqNAME'), standsIn: own, loggedWith: ['redacted', 'full'] },
  schema: { ...text('zqSCHE'), value: joined('zqSCHE') },
  metadata: text('zqMETA'),
  cacheKey: { ...text('zqCACH'), value: joined('zqCACH') },
  unknownField: text('zqUNKN'),
  user: { ...text('zqUSER'), value: joined('zqUSER') },
  safetyIdentifier: { mark: 'zqSAFE', value: joined('zqSAFE'), standsIn: own, loggedWith: all },
  // What opens something of the caller's, or is large: never logged.
  mcpAuthorization: { mark: 'zqMCPA', value: joined('zqMCPA'), standsIn: answered },
  mcpHeader: { mark: 'zqMCPH', value: joined('zqMCPH'), standsIn: answered },
  mcpPassword: { mark: 'zqMPWD', value: `${joined('zqMPWD')}1`, standsIn: answered },
  domainSecret: { mark: 'zqDOMS', value: joined('zqDOMS'), standsIn: answered },
  base64: { mark: 'zqB64a', value: joined('zqB64a', 40), standsIn: answered },
  shortBase64: { mark: 'zqB64b', value: joined('zqB64b', 4), standsIn: answered },
  idempotencyKey: { mark: 'zqIDEM', value: joined('zqIDEM'), standsIn: [] },
  // Headers and parts of URLs that the service has no use for.
  header: { mark: 'zqHEAD', value: joined('zqHEAD'), standsIn: [] },
  cookie: { mark: 'zqCOOK', value: joined('zqCOOK'), standsIn: [] },
  query: { mark: 'zqQUER', value: joined('zqQUER'), standsIn: ['answers'], loggedWith: full },
  /** Of a request in OpenAI's dialect, which goes on as it came. */
  openaiQuery: { mark: 'zqQOPE', value: joined('zqQOPE'), standsIn: ['answers', 'OpenAI'], loggedWith: full },
  // What OpenAI says.
  answer: text('zqANSW'),
  errorText: text('zqERRO'),
} as const satisfies Readonly<Record<string, Canary>>;

/** A caller's key is made while the test runs. */
export type Secrets = Readonly<Record<string, Canary>>;

/** All that a request left behind, by where. */
export type Traces = Readonly<Record<Place, string>>;

/** Which secrets stand where they may not: `prompt in log`. */
export function leaks(traces: Traces, secrets: Secrets, payloads: Payloads): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    places
      .filter((place) => traces[place].includes(secret.mark) && !mayStand(secret, place, payloads))
      .map((place) => `${name} in ${place}: ${around(traces[place], secret.mark)}`),
  );
}

function mayStand({ standsIn, loggedWith = [] }: Canary, place: Place, payloads: Payloads): boolean {
  return standsIn.includes(place) || (place === 'log' && loggedWith.includes(payloads));
}

function around(trace: string, mark: string): string {
  const at = trace.indexOf(mark);
  return trace.slice(Math.max(0, at - 150), at + 60);
}

/** Log lines and metrics of a stack from a line on. */
export function printed(stack: Stack, from = 0): { readonly log: string; readonly metrics: string } {
  const lines = stack.logs.slice(from).map(({ line }) => line);
  const isMetric = (line: string) => line.startsWith('{') && '_aws' in Object(JSON.parse(line));
  return {
    log: lines.filter((line) => !isMetric(line)).join('\n'),
    metrics: lines.filter(isMetric).join('\n'),
  };
}

/** Keys, bodies and headers of every object. */
export async function storedObjects(objects: Objects): Promise<string> {
  const texts = (await objects.keys()).map(async (key) => {
    const response = await objects.get(key);
    const bytes = Buffer.from(await response.arrayBuffer());
    const shown = key.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return `${key} ${JSON.stringify([...response.headers])} ${shown.toString('latin1')}`;
  });
  return (await Promise.all(texts)).join('\n');
}

/** Every item, with kept answers as they were before they were compressed. */
export function storedItems(items: readonly Item[]): string {
  return items
    .map((item) => {
      const body = item.body?.S;
      const kept = body === undefined ? '' : gunzipSync(Buffer.from(body, 'base64')).toString('utf8');
      return `${JSON.stringify(item)} ${kept}`;
    })
    .join('\n');
}
