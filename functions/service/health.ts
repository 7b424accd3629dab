import { reportHealth } from '../../lib/apis/service/health.ts';
import { healthRequestSchema } from '../../lib/apis/service/schemas/health-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('health', { request: healthRequestSchema, serve: reportHealth });
