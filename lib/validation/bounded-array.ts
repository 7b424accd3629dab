import type * as z from 'zod';
import { ZodArray } from 'zod';
import { _array, $constructor, type $ZodArrayDef } from 'zod/v4/core';
import { collectIssues } from './collect-issues.ts';

type Constructor = $constructor<z.ZodArray, $ZodArrayDef>;

const zodArray: Constructor = ZodArray as Constructor;

/** zod's own array, but for the issues that it keeps: no more than an answer lists. */
const BoundedArray: Constructor = $constructor('BoundedArray', (array: z.ZodArray, def: $ZodArrayDef) => {
  zodArray.init(array, def);
  const { parse } = array._zod;
  array._zod.parse = (payload, context) => {
    const elements: unknown = payload.value;
    if (!Array.isArray(elements)) return parse(payload, context);
    const collector = collectIssues(context);
    payload.value = elements.map((value: unknown, index) => collector.check(index, value, def.element));
    payload.issues.push(...collector.issues());
    return payload;
  };
});

/** `z.array` for what may come with a million bad elements. */
export function boundedArray<Element extends z.ZodType>(
  element: Element,
  params?: { readonly error: string },
): z.ZodArray<Element> {
  return _array(BoundedArray, element, params) as z.ZodArray<Element>;
}
