/** A JSON object of the API, whose fields are looked at before they are used. */
export type Json = Readonly<Record<string, unknown>>;

/** One frame of an event stream. */
export interface Frame {
  /** What `Last-Event-ID` is to say; frames of the service's own (`image.stored`) have none. */
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Json;
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that is text; undefined where it is anything else. */
export function textOf(data: Json | undefined, name: string): string | undefined {
  const value = data?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A field that is a number; undefined where it is anything else. */
export function numberOf(data: Json | undefined, name: string): number | undefined {
  const value = data?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** A field that is an object; undefined where it is anything else. */
export function objectOf(data: Json | undefined, name: string): Json | undefined {
  const value = data?.[name];
  return isJson(value) ? value : undefined;
}

/** The objects of a field that is a list; none where it is anything else. */
export function listOf(data: Json | undefined, name: string): readonly Json[] {
  const value = data?.[name];
  return Array.isArray(value) ? value.filter(isJson) : [];
}
