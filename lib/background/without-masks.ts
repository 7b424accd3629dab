import { markedRun, type Run } from '../large-json/hollow-json.ts';

type Fields = Readonly<Record<string, unknown>>;

const DATA_URI = 'data:';

/**
 * A response without the data URIs of its tools' masks, which OpenAI may echo: they are the caller's own, and weigh what an
 * image does. The rest of its tools stays, as do URLs and files of masks. `runs` is what `hollowJson` took out.
 */
export function withoutMasks(response: Fields, runs: readonly Run[]): Fields {
  const { tools } = response;
  return Array.isArray(tools) ? { ...response, tools: tools.map((tool) => withoutMask(tool, runs)) } : response;
}

function withoutMask(tool: unknown, runs: readonly Run[]): unknown {
  const { input_image_mask: mask } = (tool ?? {}) as { readonly input_image_mask?: Fields | null };
  if (!isDataUri(mask?.image_url, runs)) return tool;
  const { image_url: _dataUri, ...rest } = mask as Fields;
  return { ...(tool as Fields), input_image_mask: rest };
}

function isDataUri(url: unknown, runs: readonly Run[]): boolean {
  const run = markedRun(url, runs);
  const text = run ? Buffer.concat(run, DATA_URI.length).toString('latin1') : url;
  return typeof text === 'string' && text.slice(0, DATA_URI.length).toLowerCase() === DATA_URI;
}
