import type { AccessSettings } from '../../config/access-settings.ts';
import { httpTable } from './http-table.ts';
import type { Table } from './table.ts';

const tables = new Map<string, Table>();

/** The container's table: its connections outlive a request. Import this file lazily, where access is on. */
export function openTable({ table, endpoint }: Pick<AccessSettings, 'table' | 'endpoint'>): Table {
  const key = `${endpoint} ${table}`;
  const known = tables.get(key);
  if (known) return known;
  const opened = httpTable({ table, endpoint });
  tables.set(key, opened);
  return opened;
}
