import { fieldsOf } from '../../../lib/json/fields.ts';

/** How DynamoDB says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(statusCode: number, body: Readonly<Record<string, unknown>>) {
    super(`${body.__type}`);
    this.statusCode = statusCode;
    this.body = body;
  }

  /** Whether it is of this type: `ConditionalCheckFailedException`. */
  is(type: string): boolean {
    return `${this.body.__type}`.endsWith(`#${type}`);
  }
}

/** A refusal of a request that DynamoDB would not understand. */
export function invalid(message: string): Refusal {
  return new Refusal(400, { __type: 'com.amazon.coral.validate#ValidationException', message });
}

/** dynalite's own word of it as ours; whatever is no refusal as it is. */
export function asRefusal(error: unknown): unknown {
  const { statusCode, body } = fieldsOf(error);
  return typeof statusCode === 'number' ? new Refusal(statusCode, fieldsOf(body)) : error;
}
