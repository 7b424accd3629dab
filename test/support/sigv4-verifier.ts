import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Whose signatures are taken. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where it is a session's. */
  readonly sessionToken?: string;
}

/** One request that came, and what AWS would say of it. */
export interface VerifiedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Undefined where the signature is right. */
  readonly refusal: string | undefined;
}

export interface Sigv4Verifier {
  readonly url: string;
  readonly requests: readonly VerifiedRequest[];
  close(): Promise<void>;
}

interface VerifierOptions {
  readonly signer: Signer;
  readonly region: string;
  /** Of a path. */
  readonly serviceOf: (path: string) => string;
  /** A request that brings this key needs no signature. */
  readonly apiKey: string;
}

/** AWS's own, in milliseconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Answers 200 what Lambda's URLs and API Gateway would let through, else 403 with the reason, by Signature Version 4 as
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html has it: each signature is computed anew.
 */
export async function startSigv4Verifier(options: VerifierOptions): Promise<Sigv4Verifier> {
  const requests: VerifiedRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { headers, url: path = '/' } = request;
    const refusal = headers['x-api-key'] === options.apiKey ? undefined : refusalOf(request, body, options);
    requests.push({ path, headers, body, refusal });
    response.writeHead(refusal === undefined ? 200 : 403, { 'content-type': 'text/event-stream' });
    response.end(refusal === undefined ? 'event: response.completed\ndata: {}\n\n' : JSON.stringify({ refusal }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function refusalOf(request: IncomingMessage, body: string, options: VerifierOptions): string | undefined {
  const { headers, url: path = '/' } = request;
  const { signer, region, serviceOf } = options;
  const [, credential = '', signedHeaders = '', signature = ''] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (!signature) return 'not signed';
  const time = String(headers['x-amz-date'] ?? '');
  const scope = [time.slice(0, 8), region, serviceOf(path), 'aws4_request'].join('/');
  if (credential !== `${signer.accessKeyId}/${scope}`) return `signed for ${credential}, not for ${scope}`;
  if (Math.abs(Date.now() - timeOf(time)) > CLOCK_SKEW_MS) return `signed at ${time}`;
  const signed = signedHeaders.split(';');
  const unsigned = Object.keys(headers).filter((name) => /^(host|x-amz-.*)$/.test(name) && !signed.includes(name));
  if (unsigned.length > 0) return `not signed: ${unsigned.join()}`;
  const missing = signed.filter((name) => headers[name] === undefined);
  if (missing.length > 0) return `signed, and not there: ${missing.join()}`;
  if (headers['x-amz-security-token'] !== signer.sessionToken) return 'another session token';
  const canonical = canonicalRequest(request, body, signed);
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${signer.secretAccessKey}`);
  const right = timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'));
  return right ? undefined : `the signature does not match ${JSON.stringify(canonical)}`;
}

function canonicalRequest(
  { method = '', url = '/', headers }: IncomingMessage,
  body: string,
  signed: string[],
): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const query = [...searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  const path = pathname.split('/').map(encoded).join('/');
  return [method, path, query.join('&'), lines.join(''), signed.join(';'), sha256(body)].join('\n');
}

function encoded(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function timeOf(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) || 0;
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

function hmac(key: string | Buffer, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}
