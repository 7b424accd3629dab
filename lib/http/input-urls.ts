import { mentionsUrl } from '../access/mentions-url.ts';
import type { Environment } from '../config/environment.ts';

/** Refuses URLs of a body that OpenAI had better not fetch. Throws a `ServiceError` `url_not_allowed`. */
export async function checkInputUrls(body: unknown, { inputUrls }: Environment): Promise<void> {
  if (!mentionsUrl(body)) return;
  const { checkUrls } = await import('../access/url-safety.ts');
  checkUrls(body, inputUrls);
}
