import { reportHealth } from '../../lib/apis/service/health.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('health', { request: {}, serve: reportHealth });
