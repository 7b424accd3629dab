import http from 'node:http';
import https from 'node:https';

/** Until the last byte, in milliseconds. */
const TIMEOUT_MS = 3000;

/** Documents of issuers have a few thousand bytes. */
const MOST_BYTES = 256 * 1024;

/** The bytes of a small public document. Follows no redirect, and sends nothing but the request. Rejects for anything but a 200. */
export function fetchDocument(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const transport = url.startsWith('http:') ? http : https;
  return new Promise((resolve, reject) => {
    // A connection of its own: the last one may be hours old, in a function that was frozen meanwhile.
    const options = { agent: false, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const request = transport.get(url, options, (response) => {
      const fail = (why: string): void => {
        reject(new Error(`${url} ${why}`));
        request.destroy();
      };
      if (response.statusCode !== 200) return fail(`answers ${response.statusCode}`);
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > MOST_BYTES) fail(`has more than ${MOST_BYTES} bytes`);
      });
      response.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
      response.on('error', reject);
      return undefined;
    });
    request.on('error', reject);
  });
}
