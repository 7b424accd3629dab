import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UpstreamHandler, UpstreamRequest } from '../support/upstream.ts';

/** The stand-in reads what to play in these. */
const READS_METADATA = /^\/v1\/(responses|chat\/completions)$/;
/** Of a connection, not of a message. */
const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/** A handler that passes requests on to the stand-in, which plays them at once, and the scenario where one is named. */
export function forwardTo(standInUrl: string, scenario?: string): UpstreamHandler {
  return async (request, response) => {
    const leave = new AbortController();
    response.once('close', () => leave.abort());
    const headers = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    try {
      const answer = await fetch(new URL(request.url, standInUrl), {
        method: request.method,
        headers: headers as [string, string][],
        ...(request.method !== 'GET' && request.method !== 'DELETE' && { body: bodyOf(request, scenario) }),
        signal: leave.signal,
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body) await pipeline(Readable.fromWeb(answer.body), response);
      else response.end();
    } catch (error) {
      if (!leave.signal.aborted) throw error;
    }
  };
}

function bodyOf(request: UpstreamRequest, scenario: string | undefined): string {
  if (!READS_METADATA.test(request.url)) return request.body;
  const body = request.json();
  const metadata = { pace: 'none', ...(scenario !== undefined && { scenario }), ...Object(body.metadata) };
  return JSON.stringify({ ...body, metadata });
}
