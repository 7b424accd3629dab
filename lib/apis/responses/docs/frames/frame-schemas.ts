import * as z from 'zod';

import { rowOf } from '../../events/catalogue.ts';
import type { EventType } from '../../events/event-handler.ts';
import { audioFrames } from './audio-frames.ts';
import type { FrameRow } from './frame-table.ts';
import { imageFrames, ownFrames } from './image-frames.ts';
import { lifecycleFrames } from './lifecycle-frames.ts';
import { mcpFrames } from './mcp-frames.ts';
import { reasoningFrames } from './reasoning-frames.ts';
import { refusalFrames } from './refusal-frames.ts';
import { structuralFrames, unlistedFrames } from './structural-frames.ts';
import { textFrames } from './text-frames.ts';
import { toolFrames } from './tool-frames.ts';

/** Exhaustive over the SDK's event union, like the catalogue: a type that an SDK upgrade adds does not compile. */
const listedFrames = {
  ...lifecycleFrames,
  ...textFrames,
  ...reasoningFrames,
  ...toolFrames,
  ...imageFrames,
  ...audioFrames,
  ...mcpFrames,
  ...refusalFrames,
  ...structuralFrames,
} as const satisfies Record<EventType, FrameRow>;

const upstreamFrames: Readonly<Record<string, FrameRow>> = { ...listedFrames, ...unlistedFrames };

/** `response.output_text.delta` is described by the component `ResponseOutputTextDeltaFrame`. */
export function frameName(type: string): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Frame`;
}

const frameId = z.string().optional().meta({
  description: "The event's sequence number; absent from frames that cannot be resumed after.",
  example: '4',
});

const sequence = z.int().min(0).meta({ description: "OpenAI's sequence_number." });

const identities = {
  call_id: z.string().optional().meta({ description: "The call's ID, or its item's." }),
  container_id: z.string().optional().meta({ description: 'The container that the code runs in.' }),
} as const;

/** What the row of the catalogue adds by itself. */
function identityFields(type: string) {
  const { identifies } = rowOf(type);
  if (identifies === undefined) return {};
  return identifies === 'container' ? identities : { call_id: identities.call_id };
}

function upstreamFrame(type: string, { description, fields }: FrameRow) {
  const data = {
    response_id: z.string().optional().meta({ description: "The response's ID.", example: 'resp_abc123' }),
    ...identityFields(type),
    ...fields,
    sequence,
  };
  return z
    .object({ id: frameId, event: z.literal(type), data: z.looseObject(data) })
    .meta({ id: frameName(type), description });
}

/** No event of OpenAI stands behind it, so nothing unknown is in it. */
function ownFrame(type: string, { description, fields }: FrameRow) {
  return z.object({ event: z.literal(type), data: z.object(fields) }).meta({ id: frameName(type), description });
}

const upstream = Object.entries(upstreamFrames).map(([type, row]) => [type, upstreamFrame(type, row)] as const);
const own = Object.entries(ownFrames).map(([type, row]) => [type, ownFrame(type, row)] as const);

type Frames = readonly (readonly [type: string, schema: z.ZodObject])[];

function oneOf(id: string, frames: Frames) {
  const schemas = frames.map(([, schema]) => schema) as [z.ZodObject<{ event: z.ZodLiteral<string> }>];
  return z.discriminatedUnion('event', schemas).meta({ id, description: shape });
}

const shape =
  'One frame: its event, its id where it has one, and its data, which is JSON on one line. The stream is many of them. ' +
  'An event type that is not listed here goes through under its own name, with `sequence` and the fields that OpenAI gave it.';

/** Any frame of a stream of text. */
export const textFrameSchema = oneOf('TextFrame', upstream);

/** Any frame of a stream of images. */
export const imageFrameSchema = oneOf('ImageFrame', [...upstream, ...own]);
