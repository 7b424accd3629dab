import { existsSync } from 'node:fs';
import path from 'node:path';

/** Takes in `.env` of the project; what the environment already has goes before it. */
export function readDotEnv(): void {
  const file = path.resolve(import.meta.dirname, '../../.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
