import { EventEmitter } from 'node:events';
import { type Background, endOf, reviveBackground } from './background.ts';
import type { BackgroundFiles } from './background-files.ts';
import type { Clock } from './clock.ts';

export interface BackgroundStoreOptions {
  readonly clock: Clock;
  /** Where they are kept; in memory alone without it. */
  readonly files?: BackgroundFiles | undefined;
  /** Told of each end that is to be made known; never rejects. */
  readonly announce?: ((background: Background) => Promise<void>) | undefined;
}

interface Held {
  background: Background;
  /** Calls off what is to happen to it next. */
  callOff: () => void;
}

/** It remembers this many; the oldest go first. */
const MOST_HELD = 50_000;

/**
 * The background responses that a stand-in knows of. Each ends, is announced and is forgotten by itself. Time in which no
 * stand-in ran ends them, but forgets none: nobody could have asked for it.
 */
export class BackgroundStore {
  readonly #held = new Map<string, Held>();
  readonly #cuts = new EventEmitter().setMaxListeners(0);
  readonly #clock: Clock;
  readonly #begunAt: number;
  #files: BackgroundFiles | undefined;
  readonly #announce: BackgroundStoreOptions['announce'];

  /** Begins with what the files hold, as if no time had been lost. */
  constructor({ clock, files, announce }: BackgroundStoreOptions) {
    this.#clock = clock;
    this.#begunAt = clock.now();
    this.#files = files;
    this.#announce = announce;
    for (const background of files?.read(reviveBackground) ?? []) this.#takeBack(background);
  }

  /** Takes it in, new or changed; it is on disk when this returns. */
  put(background: Background): void {
    this.#files?.write(background.record);
    this.#hold(background);
    const [oldest] = this.#held.size > MOST_HELD ? this.#held.keys() : [];
    if (oldest !== undefined) this.#forget(oldest);
  }

  /** Undefined where it never was, was deleted, or ended too long ago. */
  get(id: string): Background | undefined {
    if (!this.#held.has(id)) this.#lookFor(id);
    const background = this.#held.get(id)?.background;
    // Gone on the dot, whenever the timer that takes it out gets its turn.
    return background && this.#isKept(background, background.settings.kept) ? background : undefined;
  }

  /** Whether its events can still be streamed. */
  isStreamKept(background: Background): boolean {
    return this.#isKept(background, background.settings.streamKept);
  }

  /** Ends it here and now, and its streams with it; one that has ended stays as it is. */
  cancel(background: Background): Background {
    const now = this.#clock.now();
    if (now >= endOf(background)) return background;
    const cancelled = { ...background, record: { ...background.record, cancelledAt: now } };
    this.put(cancelled);
    this.#cuts.emit(cancelled.record.id);
    return cancelled;
  }

  /** Forgets it at once, and ends its streams. */
  delete(background: Background): void {
    this.#forget(background.record.id);
    this.#cuts.emit(background.record.id);
  }

  /** Calls back when it is cancelled or deleted; returns what ends that. */
  onCut(id: string, listener: () => void): () => void {
    this.#cuts.once(id, listener);
    return () => this.#cuts.off(id, listener);
  }

  /** Nothing happens to any of them from now on; their files stay. */
  close(): void {
    for (const { callOff } of this.#held.values()) callOff();
    this.#held.clear();
    // Or a request that outlasts this would find them there once more.
    this.#files = undefined;
  }

  /** Another process on the same files may have made it since this one began: `npm run invoke` beside `npm start`. */
  #lookFor(id: string): void {
    const background = this.#files?.find(id, reviveBackground);
    if (background) this.#takeBack(background);
  }

  #takeBack(background: Background): void {
    if (this.#isKept(background, background.settings.kept)) this.#hold(background);
    else this.#files?.remove(background.record.id);
  }

  #isKept(background: Background, milliseconds: number): boolean {
    return this.#clock.now() < this.#keptFrom(background) + milliseconds;
  }

  /** Its end; what had ended before this store began is kept from then on. */
  #keptFrom(background: Background): number {
    return Math.max(endOf(background), this.#begunAt);
  }

  /** A stream that is being read goes on: it has all it needs. */
  #forget(id: string): void {
    this.#held.get(id)?.callOff();
    this.#held.delete(id);
    this.#files?.remove(id);
  }

  #hold(background: Background): void {
    const { id } = background.record;
    this.#held.get(id)?.callOff();
    // Even what has ended goes on only later: its caller is answered before anyone else is told.
    this.#held.set(id, { background, callOff: this.#at(endOf(background), () => this.#end(background)) });
  }

  #end(background: Background): void {
    const { id } = background.record;
    const forgottenAt = this.#keptFrom(background) + background.settings.kept;
    const callOff = this.#at(forgottenAt, () => this.#forget(id));
    this.#held.set(id, { background, callOff });
    if (background.settings.webhook === undefined || background.record.announced) return;
    void this.#announce?.(background).then(() => this.#keepAnnounced(id));
  }

  #keepAnnounced(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    held.background = { ...held.background, record: { ...held.background.record, announced: true } };
    this.#files?.write(held.background.record);
  }

  #at(time: number, callback: () => void): () => void {
    return this.#clock.after(Math.max(0, time - this.#clock.now()), callback);
  }
}
