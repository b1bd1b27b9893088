import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import { applyFixture, changeTo, never } from '../../test/doubles/changes.js';
import { carryOut } from './carry-out.js';
import { rollbackTarget, type RollbackRequest } from './rollback-target.js';

async function setUp() {
  const { store, network, begin } = applyFixture();
  const apply = async (maxMessageCount: number) =>
    (await carryOut(changeTo({ maxMessageCount }), begin().services, never)).application;
  const first = await apply(10);
  const second = await apply(20);
  const elsewhere = { ...first, id: 'a-elsewhere', channel: 'other' };
  await store.applications.insert(elsewhere);
  const target = async (request: RollbackRequest) => rollbackTarget(request, network, store);
  return { first, second, target };
}

describe('rollbackTarget', () => {
  it('is what was in force before the last application, or before the one that is named', async () => {
    const { first, second, target } = await setUp();
    expect(await target({})).toEqual({ settings: first.after, because: second.id });
    expect(await target({ applicationId: first.id })).toEqual({
      settings: initialSettings,
      because: first.id,
    });
  });

  it('is what an application put in force, if asked for that', async () => {
    const { first, target } = await setUp();
    expect(await target({ to: first.id })).toEqual({ settings: first.after, because: first.id });
  });

  it.each<[string, RollbackRequest, abstract new (...values: never[]) => Error]>([
    ['an application that nobody made', { applicationId: 'a-1' }, NotFoundError],
    ['settings that nobody recorded', { to: 'r-1' }, NotFoundError],
    ['two targets at once', { applicationId: 'a-1', to: 'a-2' }, InvalidInputError],
    ['what was recorded on another channel', { to: 'a-elsewhere' }, InvalidInputError],
  ])('refuses %s', async (_, request, error) => {
    const { target } = await setUp();
    await expect(target(request)).rejects.toBeInstanceOf(error);
  });
});
