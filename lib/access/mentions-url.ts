import { walkRequest } from './walk-request.ts';

/** Fields of requests that lead OpenAI somewhere: `image_url`, `file_urls`, and what stands for a server. */
const LEADING_FIELD = /_urls?$|^(?:connector|tunnel)_id$/;

/** Whether a request has anything that `checkUrls` would look at: few have, and the rest need not load it. */
export function mentionsUrl(body: unknown): boolean {
  let mentions = false;
  walkRequest(body, (fields) => {
    mentions ||= Object.keys(fields).some((field) => LEADING_FIELD.test(field));
  });
  return mentions;
}
