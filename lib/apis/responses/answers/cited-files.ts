import type {
  ResponseCodeInterpreterToolCall,
  ResponseOutputItem,
  ResponseOutputText,
} from 'openai/resources/responses/responses';
import { objectsIn } from './output-items.ts';

type Call = ResponseCodeInterpreterToolCall;
type Part = Extract<ResponseOutputItem, { type: 'message' }>['content'][number];
type Output = NonNullable<Call['outputs']>[number];
/** A message's reference to a file that code left in a container. */
export type FileCitation = ResponseOutputText.ContainerFileCitation;

/**
 * The container files that messages cite and that `call` most likely made; every file once, at one call of the response.
 *
 * OpenAI names a citation's container but not its call. Of the container's calls before the citing message, the file goes
 * to the last that shows it as an image, else names it in its code, else shows images if it is one, else ran at all.
 * The first citation of a file decides. A file of a container that none of those calls used is nobody's.
 */
export function citedFiles(call: Call, output: readonly ResponseOutputItem[]): FileCitation[] {
  const seen = new Set<string>();
  const files: FileCitation[] = [];
  const callsBefore: Call[] = [];
  for (const item of output) {
    if (item.type === 'code_interpreter_call') callsBefore.push(item);
    for (const citation of citationsOf(item)) {
      if (seen.has(citation.file_id)) continue;
      seen.add(citation.file_id);
      if (makerOf(citation, callsBefore) === call) files.push(citation);
    }
  }
  return files;
}

/** What a run showed, as far as it can be read: logs and images, each with its text. */
export function outputsOf({ outputs }: Call): readonly Output[] {
  return objectsIn<Output>(outputs).filter((entry) =>
    entry.type === 'image' ? typeof entry.url === 'string' : entry.type !== 'logs' || typeof entry.logs === 'string',
  );
}

/** Whether an image's URL carries the file's id, or its name as a whole segment. */
export function urlNames(url: string, { file_id, filename }: FileCitation): boolean {
  // A data URL is the picture itself, megabytes in which any short name may occur by chance.
  if (url.startsWith('data:')) return false;
  return (
    url.includes(file_id) ||
    (filename !== '' && url.split(/[/?#&=]/).includes(encodeURIComponent(filename.toWellFormed())))
  );
}

/** Whether the file is a picture, by its name. */
export function isPicture({ filename }: FileCitation): boolean {
  return /\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?)$/i.test(filename);
}

function citationsOf(item: ResponseOutputItem): FileCitation[] {
  if (item.type !== 'message') return [];
  const annotations = objectsIn<Part>(item.content).flatMap((part) =>
    part.type === 'output_text' ? objectsIn<ResponseOutputText['annotations'][number]>(part.annotations) : [],
  );
  return annotations.filter(
    (annotation): annotation is FileCitation =>
      annotation.type === 'container_file_citation' &&
      typeof annotation.file_id === 'string' &&
      typeof annotation.filename === 'string',
  );
}

function makerOf(citation: FileCitation, calls: readonly Call[]): Call | undefined {
  const candidates = calls.filter((call) => call.container_id === citation.container_id);
  const evidence: ((call: Call) => boolean)[] = [
    (call) => outputsOf(call).some((entry) => entry.type === 'image' && urlNames(entry.url, citation)),
    (call) => citation.filename !== '' && typeof call.code === 'string' && call.code.includes(citation.filename),
    (call) => isPicture(citation) && outputsOf(call).some((entry) => entry.type === 'image'),
    () => true,
  ];
  for (const found of evidence) {
    const call = candidates.findLast(found);
    if (call) return call;
  }
  return undefined;
}
