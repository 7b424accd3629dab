/** Something that OpenAI keeps, and that belongs to whoever made it. */
export interface MadeObject {
  /** OpenAI's id of it: `resp_…`, `conv_…`, `cntr_…`, `file-…`, `vs_…`, `video_…`, an output item's. */
  readonly id: string;
  /** How long OpenAI keeps it, in seconds; left out where it is kept until it is deleted. */
  readonly keptSeconds?: number;
}
