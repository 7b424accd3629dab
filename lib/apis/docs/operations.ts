import type { OwnEndpointName } from '../../endpoints/table.ts';
import type { Operation } from '../../openapi/operation.ts';
import { audioOperations } from '../audio/docs/operations.ts';
import { imagesOperations } from '../images/docs/operations.ts';
import { responsesOperations } from '../responses/docs/operations.ts';
import { serviceOperations } from '../service/docs/operations.ts';
import { uploadsOperations } from '../uploads/docs/operations.ts';
import { videosOperations } from '../videos/docs/operations.ts';
import { webhooksOperations } from '../webhooks/docs/operations.ts';
import { docsOperations } from './docs/operations.ts';

/** What the document says of each endpoint. A row of the endpoint table without one here does not compile. */
export const operations = {
  ...responsesOperations,
  ...imagesOperations,
  ...audioOperations,
  ...uploadsOperations,
  ...videosOperations,
  ...webhooksOperations,
  ...docsOperations,
  ...serviceOperations,
} as const satisfies Record<OwnEndpointName, Operation>;
