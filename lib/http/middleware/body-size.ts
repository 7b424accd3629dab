import { ServiceError } from '../../errors/service-error.ts';

/** Lambda's own limit of a request, base64 included: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_BODY_BYTES = 6 * 1024 * 1024;

/** Throws a `ServiceError` `request_too_large` for a body, as the gateway sent it, that Lambda would not have taken. */
export function checkBodySize(body: string | undefined): void {
  if (Buffer.byteLength(body ?? '') > LARGEST_BODY_BYTES) throw new ServiceError('request_too_large');
}
