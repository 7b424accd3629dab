import type { ResponseCodeInterpreterToolCall, ResponseOutputItem } from 'openai/resources/responses/responses';
import { citedFiles, type FileCitation, isPicture, outputsOf, urlNames } from './cited-files.ts';
import { type ExecutionError, executionError } from './execution-error.ts';

type Call = ResponseCodeInterpreterToolCall;

/** A picture that the code showed; `file_id` and `filename` where a message cites it. */
interface ImageOutput {
  type: 'image';
  /** As OpenAI gives it, usually a `data:` URL. */
  url: string;
  file_id?: string;
  filename?: string;
}

/** A file that the code left in its container and that a message cites. */
interface FileOutput {
  type: 'file';
  file_id: string;
  filename: string;
  container_id: string;
}

/** What came of a run of code. */
export type CodeInterpreterOutput = ResponseCodeInterpreterToolCall.Logs | ImageOutput | ExecutionError | FileOutput;

/**
 * What came of a run of code: OpenAI's outputs in its order, then the error it ended in, then the cited files that are
 * not already shown as an image.
 *
 * @param output All of the response's output: the messages that cite the files are in it.
 */
export function codeInterpreterOutput(call: Call, output: readonly ResponseOutputItem[]): CodeInterpreterOutput[] {
  const outputs = outputsOf(call);
  const cited = citedFiles(call, output);
  const pictures = citationsOfImages(outputs, cited);
  const shown = new Set(pictures.values());
  const error = executionError(
    outputs.flatMap((entry) => (entry.type === 'logs' ? [entry.logs] : [])).join('\n'),
    call.status,
  );
  return [
    ...outputs.map((entry) => (entry.type === 'image' ? imageOutput(entry, pictures.get(entry)) : entry)),
    ...(error ? [error] : []),
    ...cited.filter((citation) => !shown.has(citation)).map(fileOutput),
  ];
}

/**
 * Which citation names which image: the one in its URL. Data URLs name nothing; the pictures cited besides are theirs, in
 * order, where there are as many of one as of the other, and nobody's where there are not.
 */
function citationsOfImages(
  outputs: ReturnType<typeof outputsOf>,
  cited: readonly FileCitation[],
): Map<ResponseCodeInterpreterToolCall.Image, FileCitation> {
  const named = new Map<ResponseCodeInterpreterToolCall.Image, FileCitation>();
  const images = outputs.filter((entry) => entry.type === 'image');
  for (const image of images) {
    const citation = cited.find((candidate) => urlNames(image.url, candidate));
    if (citation) named.set(image, citation);
  }
  const nameless = images.filter((image) => !named.has(image));
  const claimed = new Set(named.values());
  const pictures = cited.filter((citation) => isPicture(citation) && !claimed.has(citation));
  if (pictures.length !== nameless.length) return named;
  return new Map([
    ...named,
    ...nameless.flatMap((image, index) => {
      const citation = pictures[index];
      return citation ? [[image, citation] as const] : [];
    }),
  ]);
}

function imageOutput(image: ResponseCodeInterpreterToolCall.Image, citation: FileCitation | undefined): ImageOutput {
  return { ...image, ...(citation && { file_id: citation.file_id, filename: citation.filename }) };
}

function fileOutput({ file_id, filename, container_id }: FileCitation): FileOutput {
  return { type: 'file', file_id, filename, container_id };
}
