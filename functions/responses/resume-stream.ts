import { resumeStream } from '../../lib/apis/responses/resume-stream.ts';
import { resumedFrom, resumeStreamRequest } from '../../lib/apis/responses/schemas/resume-stream-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('resume-stream', {
  request: resumeStreamRequest,
  serve: (request, call) => resumeStream(resumedFrom(request), call),
});
