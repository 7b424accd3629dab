import { createParser } from 'eventsource-parser';
import { responseCatalogue } from '../apis/responses/events/response-catalogue.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type Fields, fieldsOf, isFields, jsonOrUndefined } from '../json/fields.ts';

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
  let end: Fields | undefined;
  const parser = createParser({
    onEvent({ data, event: name }) {
      // What is no JSON says nothing.
      const event = fieldsOf(jsonOrUndefined(data));
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
  const { output } = end;
  return Array.isArray(output) && output.length === 0 && items.length > 0 ? { ...end, output: items } : end;
}
