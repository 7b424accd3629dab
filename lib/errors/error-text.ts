/** A gateway's plain text may be of any length; this much is enough to recognise it by. */
const MAX_TEXT_CHARACTERS = 1000;

/** As far as a page is looked into for its title. */
const MAX_PAGE_CHARACTERS = 65_536;

/** What stands for a page without a title. */
const PAGE = 'A web page came in place of an answer';

/** The JSON in a text: the text itself, or the data of its first event where it is an event stream. */
export function jsonIn(text: string): string | undefined {
  const json = (/^(?:event|data|id|retry)?:/.test(text) ? /^data: ?(.*)$/m.exec(text)?.[1] : text)?.trim() ?? '';
  return /^[[{"]/.test(json) ? json : undefined;
}

/** What a text that is no JSON says: a sentence about a page, which nobody wants to read as HTML; else its beginning. */
export function messageOfText(text: string): { readonly message?: string; readonly code?: string } {
  if (!text.startsWith('<')) return text === '' ? {} : { message: text.slice(0, MAX_TEXT_CHARACTERS) };
  const page = text.slice(0, MAX_PAGE_CHARACTERS);
  // The errors of S3 and Azure are XML.
  const code = contentOf('Code', page);
  const message = contentOf('Message', page);
  if (code !== undefined && message !== undefined) return { code, message };
  const title = contentOf('title', page) ?? contentOf('h1', page);
  return { message: title === undefined ? `${PAGE}.` : `${PAGE}: "${title.slice(0, MAX_TEXT_CHARACTERS)}".` };
}

function contentOf(element: string, page: string): string | undefined {
  const content = new RegExp(`<${element}(?:\\s[^>]*)?>([^<]+)</`, 'i').exec(page)?.[1]?.trim();
  return content || undefined;
}
