import type { UnwrapWebhookEvent } from 'openai/resources/webhooks/webhooks';
import * as z from 'zod';
import { isRowOf } from '../../../json/fields.ts';

/** What a webhook is for: `settle` turns a background response's record into its result, `accept` answers and no more. */
type KnownAction = 'settle' | 'accept';

/** Every type that the installed SDK knows; one that it adds fails the type check. */
const actions = {
  'agent.environment.expired': 'accept',
  'agent.environment.failed': 'accept',
  'agent.environment.ready': 'accept',
  'agent.environment.suspended': 'accept',
  'agent.session.action_required': 'accept',
  'agent.session.created': 'accept',
  'agent.session.failed': 'accept',
  'agent.session.idle': 'accept',
  'agent.session.in_progress': 'accept',
  'batch.cancelled': 'accept',
  'batch.completed': 'accept',
  'batch.expired': 'accept',
  'batch.failed': 'accept',
  'eval.run.canceled': 'accept',
  'eval.run.failed': 'accept',
  'eval.run.succeeded': 'accept',
  'fine_tuning.job.cancelled': 'accept',
  'fine_tuning.job.failed': 'accept',
  'fine_tuning.job.succeeded': 'accept',
  'live.call.incoming': 'accept',
  'live.transport.connected': 'accept',
  'live.transport.incoming': 'accept',
  'realtime.call.incoming': 'accept',
  'response.cancelled': 'settle',
  'response.completed': 'settle',
  'response.failed': 'settle',
  'response.incomplete': 'settle',
  'safety.alert.created': 'accept',
  'safety.deactivation_issued': 'accept',
  'safety.org_alert.created': 'accept',
  'safety.warning_issued': 'accept',
} as const satisfies Record<UnwrapWebhookEvent['type'], KnownAction>;

/** Types that OpenAI sends, and the SDK does not list. Source: OpenAI's guide "Video generation", "Webhooks". */
const unlisted = { 'video.completed': 'settle', 'video.failed': 'settle' } as const satisfies Record<
  string,
  KnownAction
>;

/** What to do about a webhook, by its type, and what it is of. */
export function webhookAction(type: string): {
  readonly action: KnownAction | 'unknown';
  readonly kind: 'response' | 'video';
} {
  if (isRowOf(unlisted, type)) return { action: unlisted[type], kind: 'video' };
  return { action: isRowOf(actions, type) ? actions[type] : 'unknown', kind: 'response' };
}

/** The body of POST /api/webhooks/openai, as far as it is read: OpenAI has signed it, and may say more. */
export const webhookEventSchema = z.looseObject({
  id: z.string().optional().meta({ description: "The event's own ID.", example: 'evt_abc123' }),
  type: z.string().min(1).meta({ description: 'What has happened.', example: 'response.completed' }),
  data: z
    .looseObject({ id: z.string().optional() })
    .optional()
    .meta({ description: 'What it has happened to.', example: { id: 'resp_abc123' } }),
});
