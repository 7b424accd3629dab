import { pollBackground } from '../../lib/background/poll/poll-background.ts';
import { pollEventSchema } from '../../lib/background/poll/poll-event.ts';
import { scheduled } from '../../lib/http/scheduled.ts';

export const handler = scheduled('poll-background', { event: pollEventSchema, serve: pollBackground });
