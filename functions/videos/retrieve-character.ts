import { retrieveCharacter } from '../../lib/apis/videos/characters.ts';
import { retrieveCharacterRelayed } from '../../lib/apis/videos/relay/characters-relayed.ts';
import { characterRequest } from '../../lib/apis/videos/schemas/stored-video-requests.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('retrieve-character', {
  request: characterRequest,
  serve: ({ path }, call) => retrieveCharacter(path, call),
  openai: retrieveCharacterRelayed,
});
