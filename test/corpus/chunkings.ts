/** A way to put a recorded stream on the wire. */
export interface Chunking {
  readonly name: string;
  readonly chunks: (events: readonly string[]) => readonly Buffer[];
}

/** Sizes of odd cuts in bytes, over and over: small enough to fall into names, numbers, characters and line ends. */
const ODD_SIZES = [1, 2, 3, 5, 7, 997, 11, 1, 13, 1499, 1, 1, 17, 4001, 19];
/** So many characters of more than one byte are surely cut in two. */
const CUT_CHARACTERS = 40;

/** Every recording is replayed in each of these. */
export const chunkings: readonly [Chunking, ...Chunking[]] = [
  { name: 'whole', chunks: (events) => [Buffer.concat(framed(events, '\n'))] },
  { name: 'one event a write', chunks: (events) => framed(events, '\n') },
  { name: 'odd cuts', chunks: (events) => oddlyCut(Buffer.concat(framed(events, '\n'))) },
  { name: 'CRLF, odd cuts', chunks: (events) => oddlyCut(Buffer.concat(framed(events, '\r\n'))) },
];

function framed(events: readonly string[], lineEnd: string): Buffer[] {
  return events.map((data) => Buffer.from([...nameLine(data), `data: ${data}`, '', ''].join(lineEnd)));
}

/** `event:` equals `data.type`; a line that is no event (`[DONE]`) has no name. */
function nameLine(data: string): string[] {
  try {
    const { type } = JSON.parse(data) as { readonly type?: unknown };
    return typeof type === 'string' ? [`event: ${type}`] : [];
  } catch {
    return [];
  }
}

function oddlyCut(bytes: Buffer): Buffer[] {
  const cuts = new Set(insideCharacters(bytes));
  let position = 0;
  for (let index = 0; position < bytes.length; index += 1) {
    position += ODD_SIZES[index % ODD_SIZES.length] ?? 1;
    cuts.add(Math.min(position, bytes.length));
  }
  let start = 0;
  return [...cuts]
    .sort((a, b) => a - b)
    .map((end) => {
      const chunk = bytes.subarray(start, end);
      start = end;
      return chunk;
    });
}

/** Positions after the first byte of characters that have several. */
function insideCharacters(bytes: Buffer): number[] {
  const positions: number[] = [];
  for (let index = 0; index < bytes.length && positions.length < CUT_CHARACTERS; index += 1) {
    if ((bytes[index] ?? 0) >= 0xc0) positions.push(index + 1);
  }
  return positions;
}
