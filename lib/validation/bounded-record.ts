import type * as z from 'zod';
import { string, ZodRecord } from 'zod';
import { $constructor, type $ZodRecordDef, util } from 'zod/v4/core';
import { collectIssues } from './collect-issues.ts';

type Constructor = $constructor<z.ZodRecord, $ZodRecordDef>;

const zodRecord: Constructor = ZodRecord as Constructor;

/** zod's own record, but for the issues that it keeps: no more than an answer lists. Its keys are any text. */
const BoundedRecord: Constructor = $constructor('BoundedRecord', (record: z.ZodRecord, def: $ZodRecordDef) => {
  zodRecord.init(record, def);
  const { parse } = record._zod;
  record._zod.parse = (payload, context) => {
    const pairs: unknown = payload.value;
    if (!util.isPlainObject(pairs)) return parse(payload, context);
    const collector = collectIssues(context);
    payload.value = Object.fromEntries(
      Object.entries(pairs).map(([key, value]) => [key, collector.check(key, value, def.valueType)]),
    );
    payload.issues.push(...collector.issues());
    return payload;
  };
});

/** `z.record` of texts for what may come with a million bad pairs. */
export function boundedRecord<Value extends z.ZodType>(
  valueType: Value,
  params?: { readonly error: string },
): z.ZodRecord<z.ZodString, Value> {
  const { error } = params ?? {};
  const def = { type: 'record', keyType: string(), valueType, ...(error === undefined ? {} : { error: () => error }) };
  return new BoundedRecord(def as $ZodRecordDef) as z.ZodRecord<z.ZodString, Value>;
}
