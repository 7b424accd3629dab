import type { Answer } from '../context/answer.ts';
import { responseSink } from './response-sink.ts';

/** What middy hands to an execution mode; its own types leave it `any` (middy 7, `core/index.js`). */
interface MiddyParts {
  readonly middyRequest: (event: unknown, context: unknown) => object;
  readonly runRequest: (request: object, ...rest: readonly unknown[]) => Promise<Answer>;
}

interface MiddyPlugin {
  readonly requestStart: (request: object) => void;
  readonly requestEnd: (request: object) => void | Promise<void>;
}

type StreamHandler = ((event: unknown, stream: awslambda.HttpResponseStream, context: unknown) => Promise<void>) & {
  handler?: (replacement: unknown) => unknown;
};

/**
 * Runs a middy stack whose answer goes out through Lambda's response stream, JSON and events alike.
 *
 * middy's own streaming mode pipes a body stream, and dies with the process when that stream fails after the status went
 * out; here the answer writes itself, has turned its failures into frames, and the stack's `requestEnd` runs in `finally`.
 */
export function streamingExecutionMode(
  { middyRequest, runRequest }: MiddyParts,
  before: unknown,
  lambdaHandler: unknown,
  after: unknown,
  onError: unknown,
  plugin: MiddyPlugin,
): StreamHandler {
  let handler = lambdaHandler;
  const middy: StreamHandler = awslambda.streamifyResponse(async (event, stream, context) => {
    const request = middyRequest(event, context);
    plugin.requestStart(request);
    try {
      await writeAnswer(await runRequest(request, before, handler, after, onError, plugin), stream);
    } finally {
      await plugin.requestEnd(request);
    }
  }) as StreamHandler;
  middy.handler = (replacement) => {
    handler = replacement;
    return middy;
  };
  return middy;
}

/** Commits the status and writes the body; at least one byte, since Lambda drops status and headers of an empty one. */
async function writeAnswer(answer: Answer, stream: awslambda.HttpResponseStream): Promise<void> {
  const { statusCode, headers } = answer;
  const streams = 'stream' in answer;
  const contentType = { 'content-type': 'application/json; charset=utf-8' };
  const out = awslambda.HttpResponseStream.from(stream, {
    statusCode,
    headers: streams ? headers : { ...contentType, ...headers },
  });
  if (streams) await answer.stream(responseSink(out));
  else out.write(JSON.stringify(answer.body));
  await new Promise<void>((resolve, reject) => {
    out.once('error', reject);
    out.end(resolve);
  });
  if (streams) await answer.after?.();
}
