import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../../errors/service-error.ts';
import { fieldsOf, isFields } from '../../json/fields.ts';
import { type Credentials, signedHeaders } from './sign-request.ts';
import { ConditionFailed, type SendOptions, type Table } from './table.ts';

/** Where the table is. */
export interface HttpTableOptions {
  readonly table: string;
  /** A DynamoDB other than AWS's own, without a trailing slash. */
  readonly endpoint?: string | undefined;
}

/** For one attempt, in milliseconds: DynamoDB answers within some ten. */
const ATTEMPT_MS = 2000;
/** The first attempt and its repetitions, and the pause before the first of these, in milliseconds; it doubles from there. */
const ATTEMPTS = 4;
const PAUSE_MS = 25;
/** A function is frozen between requests: an older connection may have been closed on the other side. */
const KEPT_MS = 30_000;

/** DynamoDB did not take an operation, and has not done it (`Errors` of https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). */
const NOT_DONE = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TransactionConflictException',
]);

/** What an operator mends. */
const OPERATORS = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'ValidationException',
]);

interface Failure {
  /** DynamoDB's name of it, or Node's. */
  readonly name: string;
  readonly mayBeDone: boolean;
  readonly cause: Error;
}

/**
 * The table over DynamoDB's own protocol (JSON 1.0, signed with SigV4), without the SDK's client: that one takes 55 ms of a cold
 * start and 1 ms of each call (docs/decisions/0025-access.md). Credentials are Lambda's, from the environment.
 */
export function httpTable({ table, endpoint }: HttpTableOptions): Table {
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://dynamodb.${region}.${domain}`);
  const transport = url.protocol === 'http:' ? http : https;
  const agent = earlyAgent(url);
  // Once: a URL is taken apart anew with each request.
  const { protocol, hostname, port } = url;
  const place = { protocol, hostname, port, servername: servernameOf(url), path: '/', method: 'POST', agent };

  async function once(operation: string, body: string, signal: AbortSignal | undefined): Promise<unknown> {
    const target = `DynamoDB_20120810.${operation}`;
    const signed = signedHeaders({ host: url.host, region, target, body, at: new Date() }, credentials());
    // A list goes out as it is: Node checks and sorts what comes as an object, name by name.
    const headers = [...Object.entries(signed).flat(), 'content-length', `${Buffer.byteLength(body)}`];
    const request = transport.request({ ...place, headers });
    const { statusCode = 0, text } = await answerOf(request, body, signal);
    const answer: unknown = JSON.parse(text);
    if (statusCode === 200 && isFields(answer)) return answer;
    throw refusal(answer, statusCode);
  }

  return {
    name: table,
    async send(operation, input, options: SendOptions = {}) {
      const body = JSON.stringify(input);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await once(operation, body, options.signal)) as never;
        } catch (error) {
          if (error instanceof ConditionFailed) throw error;
          const { name, mayBeDone, cause } = failureOf(error);
          const repeats = !OPERATORS.has(name) && (options.repeatable !== false || !mayBeDone);
          if (!repeats || attempt === ATTEMPTS || options.signal?.aborted)
            throw new ServiceError('access_unavailable', { cause });
          await sleep(PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
        }
      }
    },
  };
}

interface WholeAnswer {
  readonly statusCode: number | undefined;
  readonly text: string;
}

/** Sends a request and reads its whole answer, all of it within `ATTEMPT_MS`. */
function answerOf(request: http.ClientRequest, body: string, signal: AbortSignal | undefined): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new Error('DynamoDB did not answer in time')), ATTEMPT_MS);
    const abort = () => request.destroy(signal?.reason);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    request.on('response', (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk: Buffer) => chunks.push(chunk));
      message.on('error', reject);
      message.on('end', () =>
        resolve({ statusCode: message.statusCode, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', reject);
    request.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // After an answer, it says nothing any more.
      reject(Object.assign(new Error('The connection was closed without an answer'), { code: 'ECONNRESET' }));
    });
    request.setNoDelay(true);
    request.end(body);
  });
}

/** An agent whose first connection is under way before anybody asks for one. */
function earlyAgent(url: URL): http.Agent {
  const isPlain = url.protocol === 'http:';
  const agent = new (isPlain ? http : https).Agent({ keepAlive: true, scheduling: 'lifo', timeout: KEPT_MS });
  const connect = agent.createConnection.bind(agent);
  const host = url.hostname;
  const port = Number(url.port) || (isPlain ? 80 : 443);
  const first: https.RequestOptions = { host, port, servername: servernameOf(url) };
  let early = connect(first);
  // Whoever is given it listens; until then, that it failed says nothing.
  early
    ?.on('error', () => undefined)
    .on('close', () => {
      early = undefined;
    });
  agent.createConnection = (options, callback) => {
    const taken = early;
    early = undefined;
    return taken ?? connect(options, callback);
  };
  return agent;
}

/** The name that a certificate is asked for by: an address has none. */
function servernameOf({ protocol, hostname }: URL): string {
  return protocol === 'http:' || isIP(hostname) ? '' : hostname;
}

function credentials(): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN: sessionToken } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(sessionToken ? { sessionToken } : {}),
  };
}

/** DynamoDB's word that it did not do something. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly type: string;
  readonly mayBeDone: boolean;

  constructor(type: string, message: string, status: number) {
    super(`${type}: ${message}`);
    this.type = type;
    this.mayBeDone = status >= 500 && !NOT_DONE.has(type);
  }
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, or the name alone. */
function refusal(answer: unknown, status: number): Error {
  const { __type: type, message, Message, Item } = fieldsOf(answer);
  const name = `${type}`.split('#').at(-1) ?? '';
  const reasons = fieldsOf(answer).CancellationReasons;
  if (name === 'ConditionalCheckFailedException') return new ConditionFailed(Item as never);
  if (name === 'TransactionCanceledException' && Array.isArray(reasons)) {
    const codes = reasons.map((reason) => fieldsOf(reason).Code);
    if (codes.includes('ConditionalCheckFailed')) return new ConditionFailed();
    return new Refused('TransactionConflictException', `${message ?? Message}`, status);
  }
  return new Refused(name, `${message ?? Message}`, status);
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return { name: error.type, mayBeDone: error.mayBeDone, cause: error };
  const cause = error instanceof Error ? error : new Error(String(error));
  const { code } = fieldsOf(error);
  // Nothing has been sent over a connection that was not made.
  return { name: typeof code === 'string' ? code : cause.name, mayBeDone: code !== 'ECONNREFUSED', cause };
}
