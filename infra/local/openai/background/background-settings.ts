import { invalid } from '../failures.ts';
import type { CreateRequest } from '../request.ts';

/** Ways to be told that a background response has ended: as it should be, twice the same, with a wrong signature. */
const NOTICES = ['once', 'twice', 'forged'] as const;

export type Notice = (typeof NOTICES)[number];

/** What the `metadata` of a background response asks for beside its scenario and pace; times in milliseconds. */
export interface BackgroundSettings {
  /**
   * `seconds`: how long it takes in all, a queue of a fifth (a second at most) included; its events are stretched to
   * fit. Without it they keep their pace after a queue of a second, and with the pace `none` come at once.
   */
  readonly duration?: number;
  /** `forget_stream`: how long after its end its events can still be streamed. */
  readonly streamKept: number;
  /** `forget`: how long after its end anything is known of it. */
  readonly kept: number;
  /** `webhook`: what is sent when it ends; nothing by default. */
  readonly webhook?: Notice;
}

/** OpenAI: about 5 and 10 minutes (its guide on background mode); here it is short enough to wait for. */
const STREAM_KEPT = 60_000;
const KEPT = 120_000;

/** A day, in seconds. */
const LONGEST = 86_400;

/** Reads the settings. Throws a Failure where one is out of range. */
export function backgroundSettings({ metadata }: CreateRequest): BackgroundSettings {
  const duration = milliseconds('seconds', metadata?.seconds);
  const webhook = noticeOf(metadata?.webhook);
  return {
    ...(duration === undefined ? {} : { duration }),
    streamKept: milliseconds('forget_stream', metadata?.forget_stream) ?? STREAM_KEPT,
    kept: milliseconds('forget', metadata?.forget) ?? KEPT,
    ...(webhook === undefined ? {} : { webhook }),
  };
}

function milliseconds(name: string, seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(seconds) && Number(seconds) <= LONGEST) return Math.round(Number(seconds) * 1000);
  const message = `The stand-in takes metadata.${name} in seconds, from 0 to ${LONGEST}, but got '${seconds}'.`;
  throw invalid(message, `metadata.${name}`, 'invalid_value');
}

function noticeOf(name: string | undefined): Notice | undefined {
  const notice = NOTICES.find((known) => known === name);
  if (name === undefined || notice !== undefined) return notice;
  const message = `The stand-in knows no webhook '${name}'. It knows: ${NOTICES.join(', ')}.`;
  throw invalid(message, 'metadata.webhook', 'invalid_value');
}
