import { pollBackground } from '../../lib/background/poll-service.ts';
import { scheduled } from '../../lib/http/scheduled.ts';
import { pollEventSchema } from '../../lib/requests/poll-event.ts';

export const handler = scheduled('poll-background', { event: pollEventSchema, serve: pollBackground });
