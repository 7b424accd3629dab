import { writeFileSync } from 'node:fs';

import { openapiDocument } from './openapi-document.ts';

// `npm run openapi [file]`: the document of a service that anybody may call, in a file.
const [file = 'openapi.json'] = process.argv.slice(2);
writeFileSync(file, `${JSON.stringify(openapiDocument({ apiAuth: 'none' }), null, 2)}\n`);
