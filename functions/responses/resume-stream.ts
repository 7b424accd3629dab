import { resumeStream } from '../../lib/background/resume-service.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { resumeStreamRequestSchema } from '../../lib/requests/resume-stream-request.ts';

export const handler = endpoint('resume-stream', { request: resumeStreamRequestSchema, serve: resumeStream });
