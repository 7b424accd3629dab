import { endpoint } from '../../lib/http/endpoint.ts';
import { reportHealth } from '../../lib/http/report-health.ts';
import { healthRequestSchema } from '../../lib/requests/health-request.ts';

export const handler = endpoint('health', { request: healthRequestSchema, serve: reportHealth });
