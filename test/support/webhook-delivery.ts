import { createHmac, randomBytes } from 'node:crypto';

/** As OpenAI hands them out: `whsec_` and base64. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

/** A delivery that is ready to be sent. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a test may change of a delivery before it is signed. */
export interface Signing {
  readonly id?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
}

let count = 0;

/**
 * Signs a text as Standard Webhooks has it: HMAC-SHA256 of `id.timestamp.body` with the bytes after `whsec_`, in base64
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme).
 */
export function signed(body: string, secret: string, { id, timestamp = nowSeconds() }: Signing = {}): Delivery {
  count += 1;
  const webhookId = id ?? `wh_${count}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${webhookId}.${timestamp}.${body}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'webhook-id': webhookId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${signature}`,
    },
    body,
  };
}

/** An event of OpenAI, not all of it in ASCII. */
export function webhookEvent(type: string, data: object): string {
  return JSON.stringify({
    id: 'evt_1',
    object: 'event',
    created_at: nowSeconds(),
    type,
    data: { ...data, note: '日本 🦄' },
  });
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Deliveries of an event that OpenAI, whose secret that is, has not sent so, or not now. Made when they are sent. */
export function forgeries(body: string, secret: string): readonly (readonly [name: string, forge: () => Delivery])[] {
  const genuine = signed(body, secret);
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature, ...rest } = genuine.headers;
  const named = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  const withHeaders = (changes: Readonly<Record<string, string | undefined>>) => () => {
    const headers = Object.entries({ ...rest, ...named, ...changes });
    const defined = headers.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { body, headers: Object.fromEntries(defined) };
  };
  const withBody = (altered: string) => () => ({ ...genuine, body: altered });
  const at = (seconds: number) => () => signed(body, secret, { timestamp: nowSeconds() + seconds });
  const asText = `whsec_${Buffer.from(secret).toString('base64')}`;
  return [
    ['signed with another secret', () => signed(body, newSecret())],
    ['signed with the secret as a text', () => signed(body, asText)],
    ['with a signature of zeros', withHeaders({ 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` })],
    ['with a signature of another version', withHeaders({ 'webhook-signature': signature?.replace('v1', 'v2') })],
    ['with a signature that is none', withHeaders({ 'webhook-signature': 'signature' })],
    ['with an empty signature', withHeaders({ 'webhook-signature': '' })],
    ['without a signature', withHeaders({ 'webhook-signature': undefined })],
    ['without a timestamp', withHeaders({ 'webhook-timestamp': undefined })],
    ['without an id', withHeaders({ 'webhook-id': undefined })],
    ['with a timestamp that is none', withHeaders({ 'webhook-timestamp': 'now' })],
    ['with another id than was signed', withHeaders({ 'webhook-id': 'wh_other' })],
    ['with another timestamp than was signed', withHeaders({ 'webhook-timestamp': String(Number(timestamp) - 7) })],
    ['301 s old', at(-301)],
    // Until it is checked the clock goes on: less than this, and a busy machine would make it right.
    ['320 s ahead', at(320)],
    ['with one byte changed', withBody(`${body.slice(0, -2)}\t${body.slice(-1)}`)],
    ['with one byte more', withBody(`${body} `)],
    ['with the same JSON, written otherwise', withBody(JSON.stringify(JSON.parse(body), null, 1))],
    ['without a body', withBody('')],
    ['that is no JSON either', withBody('{')],
  ];
}
