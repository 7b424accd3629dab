/**
 * What the build puts in place of the web globals that the OpenAI SDK names, so that no bundle makes Node load undici.
 * Only the SDK's uses are served: `new Headers()`, and `instanceof` checks on bodies that these functions never send.
 */
export { HeaderList as Headers } from './header-list.ts';
export { UpstreamResponse as Response } from './upstream-response.ts';

/** Never constructed here: a body that is one would have to come from a caller of the SDK. */
export class FormData {}
