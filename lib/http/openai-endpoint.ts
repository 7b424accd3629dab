import type { RelayService } from '../context/relayed-request.ts';
import { endpointNamed } from '../endpoints/endpoint-named.ts';
import type { Endpoint, EndpointName } from '../endpoints/table.ts';
import { type Prepare, requestHandler } from './request-handler.ts';

/**
 * The handler of an endpoint that speaks OpenAI's dialect alone. Throws at import where the environment is not usable.
 *
 * @example
 * export const handler = openaiEndpoint('list-models', relay({ kind: 'lookup' }));
 */
export function openaiEndpoint(name: EndpointName, openai: RelayService) {
  const row = endpointNamed(name);
  return requestHandler(row, relayed(row, openai));
}

/** Prepares requests that go on as they came: nothing but what the record wants is read of them here. */
export function relayed(row: Endpoint, openai: RelayService): Prepare {
  return ({ values, rawQuery, form }, { recorder }) => {
    recorder.requested(values.body ?? { ...values.query, ...values.path });
    return (seen, context) => openai({ row, values, seen, rawQuery, form }, context);
  };
}
