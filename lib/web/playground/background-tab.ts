import { announcer } from './announcer.ts';
import type { Send } from './api-client.ts';
import { failureOfThrown } from './api-failure.ts';
import { backgroundRequest } from './background-request.ts';
import { copyText } from './copy-text.ts';
import { curlText } from './curl-text.ts';
import { elementOf } from './element.ts';
import { drawFailure } from './failure-view.ts';
import type { Json } from './frame.ts';
import { cancelJob, deleteJob, pollJob, startJob } from './job-client.ts';
import { isRunning, type Job, readJobs, withJob } from './job-list.ts';
import { jobListView } from './job-list-view.ts';
import { drawResult } from './result-view.ts';
import type { Settings } from './settings.ts';

const KEPT = 'playground.jobs';
const POLL_MS = 3000;

/** The tab of background responses. */
export function startBackgroundTab(send: Send, settings: Settings): void {
  const form = elementOf('background-form', HTMLFormElement);
  const note = elementOf('background-note', HTMLElement);
  const error = elementOf('background-error', HTMLElement);
  const result = elementOf('background-result', HTMLElement);
  const voice = announcer(elementOf('live', HTMLElement));
  const list = jobListView(elementOf('background-jobs', HTMLElement), elementOf('background-empty', HTMLElement), {
    poll: (job) => attempt(async () => void (await poll(job))),
    open: (job) => attempt(async () => drawResult(result, await poll(job), job)),
    cancel: (job) => attempt(async () => keep(await cancelJob(send, job))),
    remove: (job) => attempt(() => remove(job)),
  });
  let jobs = readJobs(sessionStorage.getItem(KEPT));

  function draw(): void {
    sessionStorage.setItem(KEPT, JSON.stringify(jobs));
    list.draw(jobs);
  }

  function keep(job: Job): void {
    const before = jobs.find(({ id }) => id === job.id);
    jobs = withJob(jobs, job);
    draw();
    if (before && before.status !== job.status) voice.say(`“${job.prompt}” is ${job.status.replaceAll('_', ' ')}.`);
  }

  async function poll(job: Job): Promise<Json> {
    const polled = await pollJob(send, job);
    keep(polled.job);
    return polled.response;
  }

  async function remove(job: Job): Promise<void> {
    await deleteJob(send, job);
    jobs = jobs.filter(({ id }) => id !== job.id);
    result.hidden = true;
    draw();
    note.textContent = 'Deleted.';
    form.querySelector<HTMLElement>('[type=submit]')?.focus();
  }

  /** Does what a button asks for; its failure is shown, and the others go on. */
  function attempt(act: () => Promise<void>): void {
    drawFailure(error, undefined);
    act().catch((thrown: unknown) => drawFailure(error, failureOfThrown(thrown)));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => {
      note.textContent = '';
      keep(await startJob(send, backgroundRequest(new FormData(form), settings.model())));
      note.textContent = 'Started.';
    });
  });
  elementOf('background-curl', HTMLButtonElement).addEventListener('click', () => {
    const options = { base: new URL('.', location.href).href, keys: settings, streams: false };
    attempt(() => copyText(curlText(backgroundRequest(new FormData(form), settings.model()), options), note));
  });
  pollInTurn(async () => {
    for (const job of jobs.filter(isUnsettled)) await poll(job).catch(() => {});
  });
  draw();
}

/** Polls while the page is seen and its box is ticked; never again before the poll before has ended. */
function pollInTurn(pollAll: () => Promise<void>): void {
  const autoPoll = elementOf('auto-poll', HTMLInputElement);
  let polling = false;
  setInterval(async () => {
    if (!autoPoll.checked || polling || document.hidden) return;
    polling = true;
    await pollAll();
    polling = false;
  }, POLL_MS);
}

/** Still running; or ended, and its result not yet in the archive. */
const isUnsettled = (job: Job): boolean => isRunning(job) || (job.status !== 'cancelled' && job.source === 'openai');
