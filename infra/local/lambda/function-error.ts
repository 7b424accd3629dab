/**
 * What went wrong with an invocation, in Lambda's terms:
 * `init` the bundle could not be loaded, `handler` the handler threw, `exit` its process ended, `timeout` the function's
 * own deadline passed, `response_too_large` and `invalid_response` the answer was not one that Lambda takes, `throttled`
 * there was no room for it.
 */
export type FunctionFailure =
  | 'init'
  | 'handler'
  | 'exit'
  | 'timeout'
  | 'response_too_large'
  | 'invalid_response'
  | 'throttled';

/** An invocation that ended without a whole answer. Where bytes had gone out already, `Invocation.body` fails with it. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly failure: FunctionFailure;

  constructor(failure: FunctionFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
