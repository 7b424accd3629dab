import type { Response, ResponseError, ResponseStreamEvent } from 'openai/resources/responses/responses';

/** A response as OpenAI sends it: `output_text` is the SDK's own addition; `store` it sends, but the type lacks it. */
export type WireResponse = Omit<Response, 'output_text'> & { store: boolean };

/** The error event as it really comes mid-stream: nested, where the SDK's type says it is flat. */
interface NestedErrorEvent {
  readonly type: 'error';
  readonly error: {
    readonly type: string;
    readonly code: string;
    readonly message: string;
    readonly param: string | null;
  };
}

/** What reaches clients although no published type lists it; the last is invented, to be unknown to everyone. */
type UnlistedEvent =
  | NestedErrorEvent
  | { readonly type: 'keepalive' }
  | {
      readonly type: 'response.apply_patch_call_operation_diff.delta';
      readonly item_id: string;
      readonly output_index: number;
      readonly delta: string;
    }
  | {
      readonly type: 'response.apply_patch_call_operation_diff.done';
      readonly item_id: string;
      readonly output_index: number;
      readonly diff: string;
    }
  | { readonly type: 'response.stand_in.surprise'; readonly item_id: string; readonly note: string };

type OnTheWire<E> = E extends { response: Response }
  ? Omit<E, 'response'> & { response: WireResponse }
  : E extends { type: `response.audio.${string}` }
    ? E & { response_id: string }
    : E;

type Unnumbered<E> = E extends { sequence_number: number } ? Omit<E, 'sequence_number'> : E;

/** An event before it is numbered: every one of the SDK's union, and the unlisted ones. */
export type DraftEvent = Unnumbered<OnTheWire<ResponseStreamEvent>> | UnlistedEvent;

/** An event as it is serialised: `type` first, `sequence_number` second, then the rest. */
export type WireEvent = DraftEvent & { readonly sequence_number: number; readonly obfuscation?: string };

/** An event that takes work; whoever takes it makes it, before taking the next. Its type is known before. */
export interface Unmade<E extends { readonly type: string }> {
  readonly type: E['type'];
  readonly make: () => Promise<E>;
}

/** An event, or one that has to be made first. */
export type Due<E extends { readonly type: string }> = E | Unmade<E>;

/** Whether it has to be made first. */
export function isUnmade<E extends { readonly type: string }>(due: Due<E>): due is Unmade<E> {
  return 'make' in due;
}

/** How a played response ends. */
export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly status: 'failed'; readonly error: ResponseError };

/** The state a response is in: on its way, ended, or called off. */
export type Progress = { readonly status: 'queued' | 'in_progress' | 'cancelled' } | Ending;

/** The usual ending. */
export const COMPLETED: Ending = { status: 'completed' };
