import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { startStandIn } from '../../infra/local/openai/server.ts';
import { startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { startScheduler } from '../../infra/local/scheduler.ts';
import { s3Variables } from '../support/image-to-store.ts';
import { type Stack, type StackOptions, startStack } from '../support/stack.ts';

/** What a person would run the pages against: the built functions after the front door, the stand-in, and S3. */
export interface Site {
  /** The front door's, without a slash at its end. */
  readonly url: string;
  readonly stack: Stack;
  close(): Promise<void>;
}

export interface SiteOptions extends StackOptions {
  /** Seconds between two polls of the background responses; without it nothing polls. */
  readonly pollEverySeconds?: number;
}

const BUCKET = 'browser-test';

/** No sandbox, since the tests may run as root; the rest keeps the browser from calling home. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine: `CHROMIUM_PATH`, or one of the usual names on `PATH`; undefined where there is none. */
export const chromiumPath: string | undefined = findChromium();

/** What a skipped test says. To be the name of a `describe.skipIf(!chromiumPath)`, or printed. */
export const NO_CHROMIUM = 'There is no Chromium: install one (apt-get install chromium) or set CHROMIUM_PATH.';

/**
 * Starts the browser. The caller closes it.
 *
 * @throws Error that says what to do where there is no Chromium
 */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({ executablePath: chromiumPath, args: ARGUMENTS });
}

/** Starts stand-in, S3, functions and front door in this process, each on a free port. The caller closes them. */
export async function startSite({ pollEverySeconds, ...options }: SiteOptions = {}): Promise<Site> {
  const standIn = await startStandIn({ now: Date.now });
  const s3 = await startLocalS3({ bucket: BUCKET });
  const stack = await startStack({
    upstream: `${standIn.url}/v1`,
    ...options,
    environment: { ...s3Variables, STORAGE_BUCKET: BUCKET, S3_ENDPOINT: s3.url, ...options.environment },
  });
  const scheduler =
    pollEverySeconds === undefined
      ? undefined
      : startScheduler({
          invoke: stack.host.invoke,
          everySeconds: pollEverySeconds,
          onSettled: () => {},
          onFailed: () => {},
        });
  return {
    url: stack.url,
    stack,
    async close() {
      scheduler?.close();
      await stack.close();
      await s3.close();
      await standIn.close();
    },
  };
}

function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return existsSync(CHROMIUM_PATH) ? CHROMIUM_PATH : undefined;
  const folders = new Set([
    ...PATH.split(path.delimiter),
    '/usr/bin',
    '/Applications/Google Chrome.app/Contents/MacOS',
  ]);
  const candidates = [...folders].flatMap((folder) =>
    [...NAMES, 'Google Chrome'].map((name) => path.join(folder, name)),
  );
  return candidates.find((candidate) => existsSync(candidate));
}
