import type { Sink } from '../stream/sink.ts';

/** Lambda's response stream as a sink, for one waiter at a time. */
export function responseSink(stream: awslambda.HttpResponseStream): Sink {
  let broken: Error | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;
  stream.on('drain', () => waiting?.resolve());
  stream.on('error', (error: Error) => fail(error));
  stream.on('close', () => fail(new Error('The response stream was closed')));

  function fail(error: Error): void {
    broken ??= error;
    waiting?.reject(broken);
  }

  return {
    write: (bytes) => (typeof bytes === 'string' ? stream.write(bytes, 'latin1') : stream.write(bytes)),
    drained: async () => {
      if (broken) throw broken;
      // Asked anew each time: a remembered `false` of `write` deadlocks when `drain` came first.
      if (!stream.writableNeedDrain) return;
      waiting = Promise.withResolvers();
      await waiting.promise;
    },
  };
}
