import { createCharacter } from '../../lib/apis/videos/characters.ts';
import { createCharacterRelayed } from '../../lib/apis/videos/relay/characters-relayed.ts';
import { createCharacterRequestSchema } from '../../lib/apis/videos/schemas/create-character-request.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('create-character', {
  request: { body: createCharacterRequestSchema },
  serve: ({ body }, call) => createCharacter(body, call),
  openai: createCharacterRelayed,
});
