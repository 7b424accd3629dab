/**
 * A request's body, or `undefined` where it has more than `limit` bytes: what is beyond is read and dropped, since a
 * client that is still sending would otherwise see a broken connection in place of the answer.
 */
export async function readBody(request: AsyncIterable<Buffer>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= limit ? Buffer.concat(chunks) : undefined;
}
