import { type LongString, longStringOf } from '../../large-json/long-strings.ts';

type Fields = Readonly<Record<string, unknown>>;

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
  const { input_image_mask: mask } = (tool ?? {}) as { readonly input_image_mask?: Fields | null };
  if (!isDataUri(mask?.image_url, strings)) return tool;
  const { image_url: _dataUri, ...rest } = mask as Fields;
  return { ...(tool as Fields), input_image_mask: rest };
}

function isDataUri(url: unknown, strings: readonly LongString[]): boolean {
  const longString = longStringOf(url, strings);
  const text = longString ? Buffer.concat(longString, DATA_URI.length).toString('latin1') : url;
  return typeof text === 'string' && text.slice(0, DATA_URI.length).toLowerCase() === DATA_URI;
}
