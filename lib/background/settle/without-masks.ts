import { type Fields, isFields } from '../../json/fields.ts';
import { type LongString, longStringOf } from '../../large-json/long-strings.ts';

const DATA_URI = 'data:';

/**
 * A response without the data URIs of its tools' masks, which OpenAI may echo: they are the caller's own, and weigh what an
 * image does. The rest of its tools stays, as do URLs and files of masks. `strings` is what `takeOutLongStrings` took out.
 */
export function withoutMasks(response: Fields, strings: readonly LongString[]): Fields {
  const { tools } = response;
  return Array.isArray(tools) ? { ...response, tools: tools.map((tool) => withoutMask(tool, strings)) } : response;
}

function withoutMask(tool: unknown, strings: readonly LongString[]): unknown {
  if (!isFields(tool) || !isFields(tool.input_image_mask)) return tool;
  const { image_url: url, ...rest } = tool.input_image_mask;
  return isDataUri(url, strings) ? { ...tool, input_image_mask: rest } : tool;
}

function isDataUri(url: unknown, strings: readonly LongString[]): boolean {
  const longString = longStringOf(url, strings);
  const text = longString ? Buffer.concat(longString, DATA_URI.length).toString('latin1') : url;
  return typeof text === 'string' && text.slice(0, DATA_URI.length).toLowerCase() === DATA_URI;
}
