import type { ImageStore } from '../../storage/images/image-store.ts';
import type { WholeResponse } from '../../upstream/retrieve-upstream.ts';
import type { JobStore } from '../records/job-store.ts';
import type { JobOutcome } from './job-outcome.ts';
import type { VideoKeeper } from './video-keeper.ts';

/** How a record's response has ended; `expired`: it has not, or nobody could tell, and is not waited for any longer. */
export type Ending = Exclude<JobOutcome, { readonly kind: 'running' }> | ExpiredEnding;

interface ExpiredEnding {
  readonly kind: 'expired';
  /** What there was of it last. */
  readonly whole?: WholeResponse;
}

/** What settling works with. */
export interface Settling {
  readonly store: JobStore;
  readonly openImages: () => Promise<ImageStore | undefined>;
  readonly now: () => Date;
  readonly videos: VideoKeeper;
  /** Gives up uploads. */
  readonly signal?: AbortSignal;
  /** The delivery that told of the end. */
  readonly webhookId?: string;
  /** Whether there was a record: one that is gone meanwhile was settled by somebody else, or deleted with its response. */
  readonly isRecorded?: boolean;
}
