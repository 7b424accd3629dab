import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReferences } from '../../../lib/access/check-references.ts';
import { writeOwners } from '../../../lib/access/owners.ts';
import type { RequestValues } from '../../../lib/context/guard.ts';
import type { Principal } from '../../../lib/context/principal.ts';
import { ServiceError } from '../../../lib/errors/service-error.ts';
import type { Table } from '../../../lib/storage/table/table.ts';
import { startTestTable, type TestTable } from '../../support/test-table.ts';

let world: TestTable;

const ada: Principal = { kind: 'bearer', id: 'bearer:ada', team: 'web', isAdmin: false, limits: {} };
const bob: Principal = { kind: 'bearer', id: 'bearer:bob', team: 'web', isAdmin: false, limits: {} };
const eve: Principal = { kind: 'bearer', id: 'bearer:eve', isAdmin: true, limits: {} };

beforeAll(async () => {
  world = await startTestTable();
  const owner = { principal: ada.id, team: 'web' };
  await writeOwners(world.table, [{ id: 'resp_ada' }, { id: 'file-ada' }], owner, Date.now());
});
afterAll(() => world.close());

/** The table without what a container remembers, and what it was asked. */
function asked(): { readonly table: Table; readonly operations: string[] } {
  const operations: string[] = [];
  const table: Table = {
    name: world.name,
    send(operation, input, options) {
      operations.push(operation);
      return world.table.send(operation, input, options);
    },
  };
  return { table, operations };
}

const values = (id: string, body: unknown = undefined): RequestValues => ({
  path: { id },
  query: {},
  headers: {},
  body,
});

describe("the ids of a request, where nobody's objects are refused", () => {
  const check = (principal: Principal, request: RequestValues, table = asked().table) =>
    checkReferences(request, { settings: { unowned: 'deny' }, table, principal });

  it.each([
    ['their maker', ada],
    ["the maker's team", bob],
  ])('are let through for %s, as they are', async (_name, principal) => {
    const request = values('resp_ada', { input: [{ content: [{ file_id: 'file-ada' }] }] });
    expect((await check(principal, request)).values).toBe(request);
  });

  it("are refused alike, after the same look, whether somebody's or never made, for an admin too", async () => {
    const refusals = [];
    for (const id of ['resp_ada', 'resp_none']) {
      const { table, operations } = asked();
      const error = await check(eve, values(id), table).catch((thrown: unknown) => thrown as ServiceError);
      refusals.push({ operations, ...JSON.parse(JSON.stringify(error)), message: (error as ServiceError).message });
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ code: 'object_not_found', operations: ['BatchGetItem'], parameter: 'id' });
  });

  it('name the field that is refused', async () => {
    const request = values('resp_ada', { tools: [{ type: 'file_search', vector_store_ids: ['vs_none'] }] });
    await expect(check(ada, request)).rejects.toMatchObject({ parameter: 'tools[0].vector_store_ids[0]' });
  });

  it('are asked for once by a container for whoever they belong to, and each time for others', async () => {
    const { table, operations } = asked();
    await check(ada, values('resp_ada'), table);
    await check(bob, values('resp_ada'), table);
    expect(operations).toEqual(['BatchGetItem']);
    await expect(check(eve, values('resp_ada'), table)).rejects.toMatchObject({ code: 'object_not_found' });
    expect(operations).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it.each([
    ['too long', 'x'.repeat(600)],
    ['of half a character', 'msg_\ud800'],
  ])("are nobody's where they are no ids: %s", async (_name, id) => {
    const input = [{ type: 'item_reference', id }];
    await expect(check(ada, values('resp_ada', { input }))).rejects.toMatchObject({ code: 'object_not_found' });
  });

  it('are bounded in number', async () => {
    const file_ids = Array.from({ length: 501 }, (_, index) => `file-${index}`);
    await expect(check(ada, values('resp_ada', { file_ids }))).rejects.toMatchObject({ code: 'limit_exceeded' });
  });
});

describe('an owner', () => {
  it('stays, whoever else makes something of the same id', async () => {
    await writeOwners(world.table, [{ id: 'resp_ada' }], { principal: eve.id }, Date.now());
    expect(await world.item('OBJECT#resp_ada', 'OWNER')).toMatchObject({ principal: { S: ada.id } });
  });
});

describe("the ids of a request, where nobody's objects are let through", () => {
  const check = (principal: Principal, request: RequestValues) =>
    checkReferences(request, { settings: { unowned: 'allow' }, table: asked().table, principal });

  it('go on as they are where nobody has made them', async () => {
    const request = values('resp_elsewhere', { previous_response_id: 'resp_old' });
    expect((await check(eve, request)).values).toBe(request);
  });

  it("go on as ids that do not exist where they are somebody else's, and come back as they were sent", async () => {
    const metadata = { seen: 'resp_ada' };
    const request = values('resp_ada', { input: 'resp_ada', metadata, previous_response_id: 'resp_ada', n: 1 });
    const { values: seen, disguise } = await check(eve, request);
    const { previous_response_id: id, ...rest } = seen.body as Record<string, string>;
    expect(id).toMatch(/^resp_[0-9a-f]{3}$/);
    expect(rest).toEqual({ input: 'resp_ada', metadata, n: 1 });
    expect(seen.path.id).toBe(id);
    const error = new ServiceError('not_found', {
      message: `There is no ${id}.`,
      openaiError: { message: `There is no ${id}.`, type: 'invalid_request_error' },
      requestId: 'req_1',
    });
    expect(disguise.lift(error)).toMatchObject({
      message: 'There is no resp_ada.',
      openaiError: { message: 'There is no resp_ada.', type: 'invalid_request_error' },
      requestId: 'req_1',
      statusCode: 404,
    });
  });
});
