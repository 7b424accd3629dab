import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { portOf } from '../port-of.ts';

/** What a function is handed with one invocation. */
export interface RuntimeInvocation {
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** How the runtime client describes a failure. */
export interface RuntimeErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What one function process tells its Runtime API. */
export interface RuntimeListener {
  /** The process asks for its next invocation; it may still be sending the last answer, over another connection. */
  readonly onPoll: () => void;
  readonly onInitError: (report: RuntimeErrorReport) => void;
  /**
   * The head of the answer has arrived, its bytes are read from `answer`. `respond` ends the exchange: 202 once all of
   * it has been read, 413 where Lambda would not take it.
   */
  readonly onResponse: (answer: IncomingMessage, respond: (statusCode: 202 | 413) => void) => void;
  readonly onError: (report: RuntimeErrorReport) => void;
}

/** The Runtime API as one function process sees it. */
export interface RuntimeApi {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Answers the process's poll; only after `onPoll`. */
  deliver(invocation: RuntimeInvocation): void;
  /** Resolves once the process has ended and everything that it sent has been read. */
  drained(): Promise<void>;
  /** Breaks every connection. */
  close(): Promise<void>;
}

const PREFIX = '/2018-06-01/runtime';

/**
 * Serves Lambda's Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) to one process. A server
 * each, because the protocol names no caller: the port is what tells the processes apart.
 */
export async function startRuntimeApi(listener: RuntimeListener): Promise<RuntimeApi> {
  const sockets = new Set<Socket>();
  let poll: ServerResponse | undefined;
  let currentId: string | undefined;

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    if (request.method === 'GET' && url === `${PREFIX}/invocation/next`) {
      poll = response;
      listener.onPoll();
      return;
    }
    if (request.method === 'POST' && url === `${PREFIX}/init/error`) {
      readReport(request).then((report) => {
        listener.onInitError(report);
        reply(response, 202, { status: 'OK' });
      }, ignoreBrokenConnection);
      return;
    }
    const [, id, kind] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    if (request.method !== 'POST' || !id) {
      reply(response, 404, { errorType: 'NotFound', errorMessage: `No such path: ${request.method} ${url}` });
      return;
    }
    if (id !== currentId) {
      reply(response, 400, { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' });
      return;
    }
    currentId = undefined;
    if (kind === 'response') {
      listener.onResponse(request, (statusCode) => reply(response, statusCode, { status: 'OK' }));
      return;
    }
    readReport(request).then((report) => {
      listener.onError(report);
      reply(response, 202, { status: 'OK' });
    }, ignoreBrokenConnection);
  });
  // An answer may take the function's whole 15 minutes, and a warm process may poll for hours.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${portOf(server)}`,
    deliver(invocation) {
      currentId = invocation.requestId;
      poll?.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(invocation.payload),
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': invocation.deadline,
        'lambda-runtime-invoked-function-arn': invocation.functionArn,
      });
      poll?.end(invocation.payload);
      poll = undefined;
    },
    async drained() {
      // A connection that the process opened just before it ended may still wait to be accepted.
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readReport(request: IncomingMessage): Promise<RuntimeErrorReport> {
  const body = await text(request);
  try {
    const report: Partial<RuntimeErrorReport> = JSON.parse(body);
    return { errorType: report.errorType ?? 'Error', errorMessage: report.errorMessage ?? '' };
  } catch {
    return { errorType: 'Error', errorMessage: body };
  }
}

function reply(response: ServerResponse, statusCode: number, body: object): void {
  response.writeHead(statusCode, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The process died while it reported its own failure; its exit is reported instead. */
function ignoreBrokenConnection(): void {}
