import type { WireEvent } from './events.ts';
import { invalid } from './failures.ts';
import type { CreateRequest } from './request.ts';

/** How long to wait before an event, in ms; 0 sends it together with the one before. To be asked for each in turn. */
export type Pace = (event: Pick<WireEvent, 'type' | 'sequence_number'>) => number;

const FIRST_EVENT = 150;
const DELTA_LEAST = 15;
const DELTA_SPREAD = 10;

/** What a tool takes to do its work, before it says that it has done it. */
const TOOL_WORK = 250;
const TOOL_ENDS = /_call\.(completed|failed)$|mcp_list_tools\.(completed|failed)$/;

/** What a picture takes in all, and each partial image of it. */
const IMAGE_WORK = 2000;
const PARTIAL_WORK = 500;

/** Every pace that `metadata.pace` may name; both are the same for the same random numbers. */
export const PACES: Readonly<Record<'realistic' | 'none', (random: () => number) => Pace>> = {
  realistic: (random) => {
    let drawn = 0;
    return (event) => {
      if (event.sequence_number === 0) return FIRST_EVENT + Math.floor(random() * DELTA_SPREAD);
      if (event.type.endsWith('.delta')) return DELTA_LEAST + Math.floor(random() * (DELTA_SPREAD + 1));
      if (event.type === 'response.image_generation_call.partial_image') {
        drawn += PARTIAL_WORK;
        return PARTIAL_WORK;
      }
      if (event.type === 'response.image_generation_call.completed') {
        const rest = IMAGE_WORK - drawn;
        drawn = 0;
        return rest;
      }
      return TOOL_ENDS.test(event.type) ? TOOL_WORK : 0;
    };
  },
  none: () => () => 0,
};

/** The pace that `metadata.pace` names. Throws a Failure where it names none. */
export function paceOf(request: CreateRequest): (typeof PACES)['none'] {
  const name = request.metadata?.pace ?? 'realistic';
  if (name === 'realistic' || name === 'none') return PACES[name];
  const message = `The stand-in knows no pace '${name}'. It knows: ${Object.keys(PACES).join(', ')}.`;
  throw invalid(message, 'metadata.pace', 'invalid_value');
}
