import { button, element } from './element.ts';
import { isRunning, type Job } from './job-list.ts';

/** What can be done with a job. */
export interface JobActions {
  readonly poll: (job: Job) => void;
  readonly open: (job: Job) => void;
  readonly cancel: (job: Job) => void;
  readonly remove: (job: Job) => void;
}

/** A background response in the list. */
export function jobRow(first: Job, actions: JobActions) {
  let job = first;
  const state = element('span', { class: 'state' });
  const source = element('span', { class: 'source' });
  const named = (action: string) => ({ 'aria-label': `${action}: ${first.prompt}` });
  const poll = button('Poll', () => actions.poll(job), named('Poll'));
  const open = button('Open', () => actions.open(job), named('Open'));
  const cancel = button('Cancel', () => actions.cancel(job), named('Cancel'));
  const remove = button('Delete', () => actions.remove(job), { ...named('Delete'), class: 'quiet' });
  const root = element(
    'li',
    { class: 'job' },
    element('p', { class: 'prompt' }, first.prompt),
    element(
      'p',
      { class: 'facts' },
      state,
      source,
      element(
        'time',
        { datetime: new Date(first.startedAt).toISOString() },
        new Date(first.startedAt).toLocaleTimeString(),
      ),
      element('code', {}, first.id),
    ),
    element('div', { class: 'actions' }, poll, open, cancel, remove),
  );
  return {
    root,
    update(changed: Job) {
      job = changed;
      state.textContent = job.status.replaceAll('_', ' ');
      state.dataset.state = job.status;
      source.textContent =
        job.source === undefined ? '' : `from ${job.source === 'openai' ? 'OpenAI' : `the ${job.source}`}`;
      open.disabled = isRunning(job);
      cancel.disabled = !isRunning(job);
    },
  };
}
