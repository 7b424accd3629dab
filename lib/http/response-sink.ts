import type { Sink } from '../stream/sink.ts';

/** Lambda's response stream as a sink. */
export function responseSink(stream: awslambda.HttpResponseStream): Sink {
  let broken: Error | undefined;
  stream.on('error', (error: Error) => {
    broken = error;
  });
  return {
    write: (text) => stream.write(text),
    drained: () =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        // Asked anew each time: a remembered `false` of `write` deadlocks when `drain` came first.
        if (!stream.writableNeedDrain) return resolve();
        stream.once('drain', resolve);
        stream.once('error', reject);
        stream.once('close', () => reject(broken ?? new Error('The response stream was closed')));
      }),
  };
}
