import type { ResponseCodeInterpreterToolCall, ResponseOutputItem } from 'openai/resources/responses/responses';
import type { CodeInterpreterOutput } from './code-interpreter-output.ts';

/** The type of any output item that the SDK knows. */
export type OutputItemType = ResponseOutputItem['type'];

/** The SDK's shape of an output item. */
export type OutputItem<Type extends OutputItemType> = Extract<ResponseOutputItem, { type: Type }>;

/** `call_id` is the item's own, or its `id` where OpenAI gives the type no `call_id` (hosted tools) or null. */
export type WithCallId<Item> = Omit<Item, 'call_id'> & { call_id: string };

/** A run of the code interpreter: its code, and all that came of it. */
export interface CodeInterpreterCall {
  type: 'code_interpreter_call';
  call_id: string;
  id: string;
  status: ResponseCodeInterpreterToolCall['status'];
  container_id: string;
  /** Null where OpenAI does not tell the code. */
  code: string | null;
  /** Logs and images are there only if the request included `code_interpreter_call.outputs`. */
  output: CodeInterpreterOutput[];
}

/** A place in a file that a search found. */
interface FileSearchResult {
  file_id?: string;
  filename?: string;
  /** Relevance, 0 to 1. */
  score?: number;
  /** The text found; OpenAI's `text`. */
  content?: string;
  attributes?: Record<string, string | number | boolean> | null;
}

export interface FileSearchCall {
  type: 'file_search_call';
  call_id: string;
  id: string;
  status: OutputItem<'file_search_call'>['status'];
  queries: string[];
  /** `[]` also where the request did not include `file_search_call.results`: OpenAI's item then says null. */
  results: FileSearchResult[];
}

/** Without the base64 `result`, which stands in `output` and weighs megabytes. */
export type ImageGenerationCall = WithCallId<Omit<OutputItem<'image_generation_call'>, 'result'>>;

interface ReshapedCalls {
  code_interpreter_call: CodeInterpreterCall;
  file_search_call: FileSearchCall;
  image_generation_call: ImageGenerationCall;
}

/** What an item of a type becomes: reshaped for callers, or OpenAI's own fields plus `call_id`. */
export type ToolCallOf<Type extends OutputItemType> = Type extends keyof ReshapedCalls
  ? ReshapedCalls[Type]
  : WithCallId<OutputItem<Type>>;

/** Types of output items that ask for, or report, the use of a tool. */
export type ToolCallType = Extract<OutputItemType, `${string}_call` | 'mcp_approval_request' | 'program'>;

/** A tool call; told apart by `type`. At run time also call types that the SDK does not know, with all their fields. */
export type ToolCall = { [Type in ToolCallType]: ToolCallOf<Type> }[ToolCallType];
