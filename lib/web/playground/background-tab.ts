import { announcer } from './announcer.ts';
import type { ApiRequest, Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { elementOf } from './element.ts';
import { drawFailure } from './failure-view.ts';
import { readMetadata } from './form-metadata.ts';
import { fieldText } from './form-values.ts';
import { isJson, type Json, textOf } from './frame.ts';
import { isRunning, type Job, readJobs, withJob } from './job-list.ts';
import { type JobActions, jobRow } from './job-row.ts';
import { drawResult } from './result-view.ts';
import type { Settings } from './settings.ts';
import { cancelRequest } from './stream-client.ts';

const KEPT = 'playground.jobs';
const POLL_MS = 3000;

/** The tab of background responses. */
export function startBackgroundTab(send: Send, settings: Settings): void {
  const form = elementOf('background-form', HTMLFormElement);
  const note = elementOf('background-note', HTMLElement);
  const error = elementOf('background-error', HTMLElement);
  const list = elementOf('background-jobs', HTMLElement);
  const result = elementOf('background-result', HTMLElement);
  const autoPoll = elementOf('auto-poll', HTMLInputElement);
  const voice = announcer(elementOf('live', HTMLElement));
  const rows = new Map<string, ReturnType<typeof jobRow>>();
  let jobs = readJobs(sessionStorage.getItem(KEPT));

  function request(): ApiRequest {
    const data = new FormData(form);
    const metadata = readMetadata(fieldText(data, 'metadata'));
    const body = {
      input: fieldText(data, 'prompt'),
      background: true,
      ...(settings.model() !== '' && { model: settings.model() }),
      ...(metadata && { metadata }),
    };
    return { method: 'POST', path: 'api/responses/text', body };
  }

  function draw(): void {
    sessionStorage.setItem(KEPT, JSON.stringify(jobs));
    elementOf('background-empty', HTMLElement).hidden = jobs.length > 0;
    const known = new Set(jobs.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (known.has(id)) continue;
      row.root.remove();
      rows.delete(id);
    }
    // From the last to the first, so that a new one goes to the front and none that stands is moved.
    for (const job of [...jobs].reverse()) {
      let row = rows.get(job.id);
      if (!row) {
        row = jobRow(job, actions);
        rows.set(job.id, row);
        list.prepend(row.root);
      }
      row.update(job);
    }
  }

  function keep(job: Job): void {
    const before = jobs.find(({ id }) => id === job.id);
    jobs = withJob(jobs, job);
    draw();
    if (before && before.status !== job.status) voice.say(`“${job.prompt}” is ${job.status.replaceAll('_', ' ')}.`);
  }

  async function poll(job: Job): Promise<Json> {
    const response = await send({ method: 'GET', path: pathOf(job) });
    const body = await jsonOf(response);
    const source = response.headers.get('x-response-source') ?? undefined;
    keep({ ...job, status: textOf(body, 'status') ?? job.status, source });
    return body;
  }

  /** Does what a button asks for; its failure is shown, and the others go on. */
  function attempt(act: () => Promise<void>): void {
    drawFailure(error, undefined);
    act().catch((thrown: unknown) => drawFailure(error, failureOfThrown(thrown)));
  }

  const actions: JobActions = {
    poll: (job) => attempt(async () => void (await poll(job))),
    open: (job) => attempt(async () => drawResult(result, await poll(job), job)),
    cancel: (job) =>
      attempt(async () => {
        const body = await jsonOf(await send(cancelRequest(job.id)));
        keep({ ...job, status: textOf(body, 'status') ?? 'cancelled' });
      }),
    remove: (job) =>
      attempt(async () => {
        await send({ method: 'DELETE', path: pathOf(job) });
        jobs = jobs.filter(({ id }) => id !== job.id);
        result.hidden = true;
        draw();
        note.textContent = 'Deleted.';
        form.querySelector<HTMLElement>('[type=submit]')?.focus();
      }),
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => {
      note.textContent = '';
      const asked = request();
      const body = await jsonOf(await send(asked));
      const id = textOf(body, 'id');
      if (id === undefined) throw new Error('The answer has no ID.');
      const prompt = textOf(asked.body, 'input') ?? '';
      keep({ id, prompt, startedAt: Date.now(), status: textOf(body, 'status') ?? 'queued' });
      note.textContent = 'Started.';
    });
  });
  elementOf('background-curl', HTMLButtonElement).addEventListener('click', () => {
    const options = { base: new URL('.', location.href).href, hasKey: settings.apiKey() !== '', streams: false };
    attempt(() => copyText(curlText(request(), options), note));
  });

  let polling = false;
  setInterval(async () => {
    if (!autoPoll.checked || polling || document.hidden) return;
    polling = true;
    for (const job of jobs.filter(isUnsettled)) await poll(job).catch(() => {});
    polling = false;
  }, POLL_MS);
  draw();
}

/** Still running; or ended, and its result not yet in the archive. */
const isUnsettled = (job: Job): boolean => isRunning(job) || (job.status !== 'cancelled' && job.source === 'openai');

const pathOf = ({ id }: Job): string => `api/responses/${encodeURIComponent(id)}`;

async function jsonOf(response: Response): Promise<Json> {
  const body: unknown = await response.json();
  return isJson(body) ? body : {};
}
