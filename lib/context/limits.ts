/**
 * What a principal may ask for, by the names under which it is stored and shown. Each may be absent: then it is not limited, or the
 * deployment's default says how.
 */
export interface Limits {
  /** Patterns of model names; `*` stands for any characters: `gpt-6*`. */
  readonly models?: readonly string[];
  /** Patterns of tool types: `function`, `web_search*`. An empty list allows none. */
  readonly tools?: readonly string[];
  /** Put in where a request has no `max_output_tokens`; a request with more is refused. */
  readonly max_output_tokens?: number;
  /** Put in where a request has no `max_tool_calls`; a request with more is refused. */
  readonly max_tool_calls?: number;
  /** Width times height of one image. */
  readonly max_image_pixels?: number;
  /** Images of one request. */
  readonly max_images?: number;
  /** Bytes of what goes to OpenAI, as JSON. */
  readonly max_input_bytes?: number;
  /** Whether background responses may be begun; absent: yes. */
  readonly background?: boolean;
  readonly requests_per_minute?: number;
  readonly tokens_per_minute?: number;
  /** US dollars a day, of UTC. */
  readonly usd_per_day?: number;
  /** US dollars a month, of UTC. */
  readonly usd_per_month?: number;
  /** Whether models without a known price may be asked although there is a budget; absent: no. */
  readonly allow_unpriced?: boolean;
}
