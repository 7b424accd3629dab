import type { Request } from '@middy/core';
import type { Answer } from '../context/answer.ts';

/** middy's request object around these functions' answers. */
export type MiddlewareRequest = Request<unknown, Answer>;
