import { mainPath } from '../../lib/endpoints/paths.ts';
import type { Endpoint, ScheduledFunction } from '../../lib/endpoints/table.ts';
import { functionUrlEvent } from './events.ts';
import { scheduledEvent } from './scheduler.ts';

/** What stands for every path parameter: an id that nothing has. */
const EXAMPLE_ID = 'resp_example';

const BODIES: Readonly<Record<Endpoint['takes'], { readonly type: string; readonly text: string } | undefined>> = {
  json: { type: 'application/json', text: JSON.stringify({ input: 'Say hello in five words.' }) },
  multipart: { type: 'multipart/form-data; boundary=example', text: '--example--\r\n' },
  raw: {
    type: 'application/json',
    text: JSON.stringify({ type: 'response.completed', data: { id: EXAMPLE_ID } }),
  },
  nothing: undefined,
};

/**
 * What `npm run invoke` gives a function where no file names an event: a request to its endpoint through its function URL,
 * or its schedule's event for a single pass.
 *
 * @param given the body of the request, in place of the sample's
 */
export function sampleEvent(row: Endpoint | ScheduledFunction, given?: unknown): unknown {
  if (!('method' in row)) return { ...scheduledEvent(row), window_seconds: 0, linger: false };
  const body = given === undefined ? BODIES[row.takes] : { type: 'application/json', text: JSON.stringify(given) };
  return functionUrlEvent({
    method: row.method,
    url: mainPath(row.paths).replaceAll(/\{\w+\}/g, EXAMPLE_ID),
    rawHeaders: ['host', 'localhost', ...(body ? ['content-type', body.type] : [])],
    body: Buffer.from(body?.text ?? ''),
    sourceIp: '127.0.0.1',
    requestId: 'local-invoke',
    time: Date.now(),
    parameters: {},
    resource: mainPath(row.paths),
  });
}
