import type { Writable } from 'node:stream';

declare global {
  /** What Lambda's Node runtime puts into the global scope (https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html). */
  namespace awslambda {
    interface HttpResponseStream extends Writable {}
    const HttpResponseStream: {
      /** Wraps the stream so that its first write carries status and headers. */
      from(
        stream: HttpResponseStream,
        metadata: { statusCode: number; headers?: Readonly<Record<string, string>> | undefined },
      ): HttpResponseStream;
    };
    function streamifyResponse(
      handler: (event: unknown, stream: HttpResponseStream, context: unknown) => Promise<void>,
    ): (event: unknown, stream: HttpResponseStream, context: unknown) => Promise<void>;
  }
}
