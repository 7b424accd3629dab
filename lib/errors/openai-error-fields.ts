import { redactKeys } from './redact-keys.ts';
import type { OpenAIErrorFields } from './service-error.ts';

/** A gateway's plain text may be of any length; this much is enough to recognise it by. */
const MAX_TEXT_CHARACTERS = 1000;

/**
 * What an error body says, with API keys redacted. Reads OpenAI's `{error:{message,type,param,code}}`, the same fields
 * at the top level, `error` or `detail` as a string, a bare string, and of an HTML page its title. Never throws.
 */
export function openAIErrorFields(body: unknown): OpenAIErrorFields {
  if (typeof body === 'string') return fromText(body.trim());
  if (!isObject(body)) return {};
  const { error, detail } = body;
  if (isObject(error)) return fromObject(error);
  if (typeof error === 'string') return fromObject({ ...body, message: body.message ?? error });
  if (typeof detail === 'string') return fromObject({ ...body, message: body.message ?? detail });
  return fromObject(isObject(detail) ? detail : body);
}

function fromText(text: string): OpenAIErrorFields {
  if (text.startsWith('{')) {
    try {
      return openAIErrorFields(JSON.parse(text));
    } catch {
      // Cut short or not JSON after all: then it is as good as any text.
    }
  }
  const said = text.startsWith('<') ? /<title[^>]*>([^<]+)<\/title>/i.exec(text)?.[1]?.trim() : text;
  return said ? { message: redactKeys(said.slice(0, MAX_TEXT_CHARACTERS)) } : {};
}

function fromObject(error: Readonly<Record<string, unknown>>): OpenAIErrorFields {
  const [type, code, param, message] = [error.type, error.code, error.param, error.message].map(textOf);
  return {
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
    ...(message !== undefined && { message: redactKeys(message) }),
  };
}

/** Strings as they are, numbers written out (some proxies send `code: 400`); null, empty and anything else is absent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
