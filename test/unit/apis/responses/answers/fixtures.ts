import type { Response, ResponseOutputItem } from 'openai/resources/responses/responses';

/** A response as OpenAI sends it: the SDK's types demand fields that older or partial bodies lack. */
export function responseWith(output: readonly object[], fields: object = {}): Response {
  return { id: 'resp_1', object: 'response', status: 'completed', output, ...fields } as unknown as Response;
}

/** Items by hand, of types that the SDK knows and of others. */
export function outputOf(...items: readonly object[]): ResponseOutputItem[] {
  return items as unknown as ResponseOutputItem[];
}

export function message(...texts: readonly string[]): object {
  const content = texts.map((text) => ({ type: 'output_text', text, annotations: [], logprobs: [] }));
  return { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content };
}

export function citing(...annotations: readonly object[]): object {
  const content = [{ type: 'output_text', text: 'See the file.', annotations }];
  return { id: 'msg_2', type: 'message', role: 'assistant', status: 'completed', content };
}

export function citation(file_id: string, filename: string, container_id = 'cntr_1'): object {
  return { type: 'container_file_citation', container_id, file_id, filename, start_index: 0, end_index: 3 };
}

export function interpreterCall(fields: object = {}): object {
  return {
    id: 'ci_1',
    type: 'code_interpreter_call',
    status: 'completed',
    code: 'print(1)',
    container_id: 'cntr_1',
    outputs: null,
    ...fields,
  };
}
