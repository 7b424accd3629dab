import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { openapiDocument } from './openapi-document.ts';

// `npm run openapi [file]`: the document of a service that anybody may call, in a file.
const [file = 'dist/openapi.json'] = process.argv.slice(2);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(openapiDocument({ apiAuth: 'none' }), null, 2)}\n`);
