/** What is known of one request. Each is absent until somebody has told it. */
export interface RecordedFacts {
  /** What was sent to OpenAI, or asked of this service. */
  readonly request?: unknown;
  /** What was answered, or the end of what was streamed. */
  readonly response?: unknown;
  /** As it was asked for, or defaulted to. */
  readonly model?: string;
  /** As the response names it. */
  readonly responseModel?: string;
  readonly usage?: unknown;
  /** In US dollars; null where it is not known. */
  readonly costEstimate?: number | null;
  /** What the response used was counted by the request that made it, or is once it is settled. */
  readonly countedElsewhere?: true;
  readonly serviceTier?: string;
  /** OpenAI's status of the response, in an answer that is no stream. */
  readonly status?: string;
  readonly conversation?: unknown;
  readonly safetyIdentifier?: string;
  readonly openaiRequestId?: string;
  readonly rateLimitHeaders?: Readonly<Record<string, string>>;
  /** How often the request was sent to OpenAI once more. */
  readonly retries: number;
  /** On the steady clock. */
  readonly firstEventAt?: number;
  readonly terminalEvent?: string;
  readonly events?: ReadonlyMap<string, number>;
  readonly unknownEvents?: ReadonlyMap<string, number>;
  readonly errorCode?: string;
  /** OpenAI has accepted the request, or may have: what it asks for is made, and has to be paid. */
  readonly begun?: true;
  /** The body with which OpenAI refused, or whatever was sent in its place. */
  readonly upstreamError?: unknown;
  /** The failure behind the answer, for the log alone. */
  readonly cause?: unknown;
  /** Fields of the request that this service does not know, for the answer's headers. */
  readonly warnings?: readonly string[];
}

/** Some of the facts. One that is undefined changes nothing. */
type Told<Fact extends keyof RecordedFacts> = { readonly [F in Fact]?: RecordedFacts[F] | undefined };

/** What a generation says of itself. */
export type GenerationFacts = Told<
  'responseModel' | 'usage' | 'costEstimate' | 'conversation' | 'serviceTier' | 'status'
>;

/** How a stream has gone. */
export type StreamFacts = Told<'events' | 'unknownEvents' | 'terminalEvent' | 'errorCode' | 'cause'>;

/** One for each request: told what becomes of it, by whoever knows. */
export interface Recorder {
  /** What goes out to OpenAI, or was asked; the last word counts. */
  readonly requested: (request: unknown, facts?: Told<'model' | 'safetyIdentifier'>) => void;
  /** The request has fields that the service does not know. */
  readonly warned: (warnings: readonly string[]) => void;
  readonly retried: () => void;
  /** OpenAI has accepted the request, or nobody can tell whether it has. */
  readonly begun: () => void;
  /** The headers of an answer of OpenAI's. */
  readonly heard: (facts: Told<'openaiRequestId' | 'rateLimitHeaders'>) => void;
  /** The body of a refusal of OpenAI's. */
  readonly refused: (body: unknown) => void;
  /** What is answered, as the log shows it. */
  readonly answered: (response: unknown) => void;
  /** A response was generated, or read: what it used and cost. */
  readonly generated: (facts: GenerationFacts) => void;
  /** What the response used is not this request's to count. */
  readonly countedElsewhere: () => void;
  /** A frame goes out. The steady clock is asked for the first one alone: there may be thousands a second. */
  readonly framed: (now: () => number) => void;
  /** A stream has ended. */
  readonly streamed: (facts: StreamFacts) => void;
  /** The request failed; `cause` is for the log alone. */
  readonly failed: (facts: Told<'errorCode' | 'openaiRequestId' | 'cause'>) => void;
  /** What has been told so far. */
  readonly facts: () => RecordedFacts;
}

/** A recorder that has been told nothing. */
export function newRecorder(): Recorder {
  let facts: RecordedFacts = { retries: 0 };
  const add = (more: Told<keyof RecordedFacts>): void => {
    facts = { ...facts, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) };
  };
  return {
    requested: (request, more = {}) => add({ ...more, request }),
    warned: (warnings) => add({ warnings }),
    retried: () => add({ retries: facts.retries + 1 }),
    begun: () => add({ begun: true }),
    heard: add,
    refused: (upstreamError) => add({ upstreamError }),
    answered: (response) => add({ response }),
    generated: add,
    countedElsewhere: () => add({ countedElsewhere: true }),
    framed: (now) => {
      if (facts.firstEventAt === undefined) add({ firstEventAt: now() });
    },
    streamed: add,
    failed: add,
    facts: () => facts,
  };
}
