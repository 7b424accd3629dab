import type { StreamAnswer } from '../../context/answer.ts';
import type { Sink } from '../../stream/sink.ts';

/** An answer that writes itself, and what it has written. */
export interface CollectedAnswer {
  readonly answer: StreamAnswer;
  /** Undefined where it was more than is collected. */
  readonly bytes: () => Buffer | undefined;
}

/** Collects what an answer writes, up to so many bytes. */
export function collectedAnswer(answer: StreamAnswer, most: number): CollectedAnswer {
  let chunks: Buffer[] | undefined = [];
  let length = 0;
  const collecting = (sink: Sink): Sink => ({
    drained: () => sink.drained(),
    write: (data) => {
      const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data);
      length += chunk.length;
      if (length > most) chunks = undefined;
      chunks?.push(chunk);
      return sink.write(data);
    },
  });
  return {
    answer: { ...answer, stream: (sink) => answer.stream(collecting(sink)) },
    bytes: () => chunks && Buffer.concat(chunks),
  };
}
