import type { Readable } from 'node:stream';

/** Calls `onLine` for every line of a stream, however its chunks are cut, and for an unfinished last one. */
export function onLines(stream: Readable, onLine: (line: string) => void): void {
  let unfinished = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    if (!text.includes('\n')) {
      unfinished += text;
      return;
    }
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) if (line) onLine(line);
  });
  stream.on('end', () => {
    if (unfinished) onLine(unfinished);
  });
}
