import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readAnswer } from './function-answer.ts';
import { functionArn } from './function-environment.ts';
import { FunctionError } from './function-error.ts';
import type { Invocation } from './function-invocation.ts';
import type { LaunchOptions } from './launch-function.ts';
import { type RuntimeErrorReport, startRuntimeApi } from './runtime-api.ts';

export interface InvocationExchangeOptions {
  readonly endpoint: Pick<LaunchOptions['endpoint'], 'name' | 'timeoutSeconds'>;
  /** The most bytes that a streamed answer may have. */
  readonly responseLimit: number;
  readonly pid: () => number;
  readonly onPoll: () => void;
  readonly onInitError: (error: FunctionError) => void;
  /** `busy`: it is about to be handed an invocation. `finishing`, `idle`: see `ProcessState`. */
  readonly onTurn: (turn: 'busy' | 'finishing' | 'idle') => void;
  /** Whether the process may live on; asked before and after its answer. */
  readonly checkMemory: () => boolean;
  /** Why the connection broke in the middle of an answer. */
  readonly explainCut: () => Promise<FunctionError>;
}

/** What one process is handed over its Runtime API, and what it answers: one invocation at a time. */
export interface InvocationExchange {
  /** `host:port`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Of the invocation that the process has. */
  requestId(): string | undefined;
  /** Whether the process has an invocation whose answer is not complete. */
  isOpen(): boolean;
  /** Hands over an event as JSON; only after a poll. Rejects with a `FunctionError`. */
  begin(payload: string): Promise<Invocation>;
  /** The process is gone: an invocation without an answer fails for this reason once all that was sent has been read. */
  end(reason: FunctionError): void;
  /** Breaks every connection. */
  close(): Promise<void>;
}

interface Current extends Omit<PromiseWithResolvers<Invocation>, 'promise'> {
  readonly requestId: string;
  answered: boolean;
  complete: boolean;
}

/** Lambda's limit for a buffered answer (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const BUFFERED_RESPONSE_LIMIT = 6 * 1024 * 1024;

/** Starts the Runtime API of a process that is to be spawned. */
export async function startInvocationExchange(options: InvocationExchangeOptions): Promise<InvocationExchange> {
  const { name, timeoutSeconds } = options.endpoint;
  let polling = false;
  let current: Current | undefined;

  const api = await startRuntimeApi({
    onPoll() {
      polling = true;
      options.onPoll();
      settle();
    },
    onInitError: (report) => options.onInitError(new FunctionError('init', describe(report))),
    onError(report) {
      current?.reject(new FunctionError('handler', describe(report)));
      complete(current);
    },
    onResponse(message, respond) {
      // Without the memory it is about to be gone: the exit says why.
      if (current && options.checkMemory()) receive(current, message, respond);
      else if (current) message.resume();
    },
  });

  function receive(invocation: Current, message: IncomingMessage, respond: (statusCode: 202 | 413) => void): void {
    const { requestId, resolve, reject } = invocation;
    invocation.answered = true;
    message.once('close', () => complete(invocation));
    if (isTooLong(message)) {
      message.resume().once('end', () => {
        respond(413);
        reject(new FunctionError('response_too_large', `It is buffered and over ${BUFFERED_RESPONSE_LIMIT} bytes`));
        complete(invocation);
      });
      return;
    }
    // Before the reader sees the end: it may ask for more at once, and should find this process nearly free.
    message.once('end', () => {
      respond(202);
      complete(invocation);
    });
    const answer = readAnswer(message, options.responseLimit, options.explainCut);
    answer.then((given) => resolve({ ...given, requestId, pid: options.pid() }), reject);
  }

  /** The whole answer has been read, or will not come. */
  function complete(invocation: Current | undefined): void {
    if (invocation) invocation.complete = true;
    settle();
  }

  function settle(): void {
    if (!current?.complete) return;
    if (!polling) {
      options.onTurn('finishing');
      return;
    }
    options.checkMemory();
    current = undefined;
    options.onTurn('idle');
  }

  return {
    address: api.address,
    requestId: () => current?.requestId,
    isOpen: () => current !== undefined && !current.complete,
    begin(payload) {
      const { promise, ...settlers } = Promise.withResolvers<Invocation>();
      const requestId = randomUUID();
      current = { ...settlers, requestId, answered: false, complete: false };
      polling = false;
      options.onTurn('busy');
      api.deliver({ requestId, payload, functionArn: functionArn(name), deadline: Date.now() + timeoutSeconds * 1000 });
      return promise;
    },
    end(reason) {
      api.drained().then(() => {
        if (current && !current.answered) current.reject(reason);
        return api.close();
      });
    },
    close: () => api.close(),
  };
}

/** Whether an answer is buffered, and longer than Lambda takes. */
function isTooLong({ headers }: IncomingMessage): boolean {
  const buffered = headers['lambda-runtime-function-response-mode'] !== 'streaming';
  return buffered && Number(headers['content-length']) > BUFFERED_RESPONSE_LIMIT;
}

function describe(report: RuntimeErrorReport): string {
  return `${report.errorType}: ${report.errorMessage}`;
}
