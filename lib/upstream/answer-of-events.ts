import { createParser } from 'eventsource-parser';
import { responseCatalogue } from '../apis/responses/events/response-catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a body that should be JSON is an event stream: some gateways stream whatever they are asked for. */
export function isEventStream(text: string): boolean {
  return /^\s*(?:event|data|id|retry)?:/.test(text);
}

/**
 * The answer that an event stream comes to: the response of its terminal event, with the items that came one by one where that
 * has none; or the error that ended it. Throws a `ServiceError` `upstream_stream_truncated` where it has no end.
 */
export function answerOfEvents(text: string): unknown {
  const items: unknown[] = [];
  let end: unknown;
  const parser = createParser({
    onEvent({ data, event: name }) {
      const event = parsed(data);
      const row = responseCatalogue.rowOf(typeof event.type === 'string' ? event.type : '');
      if (row.item === 'done') items.push(event.item);
      if (isFields(event.response) && row.answers) {
        end = event.response;
      } else if (end === undefined && (name === 'error' || event.type === 'error' || event.error)) {
        end = { ...event, type: 'error' };
      }
    },
  });
  // The blank line that ends the last event may be missing.
  parser.feed(`${text.trimStart()}\n\n`);
  if (end === undefined) throw new ServiceError('upstream_stream_truncated');
  const { output } = end as Fields;
  return Array.isArray(output) && output.length === 0 && items.length > 0 ? { ...end, output: items } : end;
}

/** What is no JSON says nothing. */
function parsed(data: string): Fields {
  try {
    const event: unknown = JSON.parse(data);
    return isFields(event) ? event : {};
  } catch {
    return {};
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
