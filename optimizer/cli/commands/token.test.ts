import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { TokenBook } from '../../access/token-book.js';
import { SERVICE_LOG } from '../../domain/service-audit.js';
import type { Services } from '../../operations/services.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { runProgram } from '../program.js';

function setUp() {
  const store = memoryStore();
  const services = {
    store: async () => store,
    paths: { config: '/nowhere/gridtune.yaml' },
    close: async () => undefined,
  } as unknown as Services & { close(): Promise<void> };
  const run = async (...argv: string[]) => {
    let [out, error] = ['', ''];
    const code = await runProgram(argv, {
      version: '0',
      openServices: () => services,
      writeOut: (text) => (out += text),
      writeError: (text) => (error += text),
    });
    return { code, out, error };
  };
  return { store, run };
}

describe('gridtune token', () => {
  it('create prints a token that works, once, and records who made it', async () => {
    const { store, run } = setUp();
    const { code, out } = await run(
      'token',
      'create',
      '--role',
      'operator',
      '--name',
      'ann',
      '--days',
      '2',
      '--json',
    );
    const made = JSON.parse(out) as { token: string; id: string; expiresAt: string };
    expect(code).toBe(0);
    expect(await new TokenBook(store).bearerOf(made.token)).toMatchObject({ role: 'operator', name: 'ann' });
    expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan(2 * 86_400_000 - 60_000);
    const listed = await run('token', 'list', '--json');
    expect(JSON.parse(listed.out)).toMatchObject([{ id: made.id, role: 'operator', name: 'ann' }]);
    expect(listed.out + (await run('token', 'list')).out).not.toContain(made.token.slice(-43));
    expect(listed.out).not.toContain('sha256');
    const [entry] = await store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(entry).toMatchObject({
      action: 'token-created',
      subjectId: made.id,
      who: { name: userInfo().username },
    });
    expect(JSON.stringify(entry)).not.toContain(made.token.slice(-43));
  });

  it('create lasts 90 days and is named by its role unless told otherwise', async () => {
    const { store, run } = setUp();
    const { out } = await run('token', 'create', '--role', 'viewer');
    expect(out.split('\n')[0]).toMatch(/^gt_[0-9a-f]{12}_[\w-]{43}$/);
    const [token] = await store.tokens.list();
    expect(token).toMatchObject({ name: 'viewer', role: 'viewer' });
    const days = (Date.parse(token?.expiresAt ?? '') - Date.parse(token?.createdAt ?? '')) / 86_400_000;
    expect(days).toBe(90);
  });

  it.for([
    [['create'], /required option '--role/],
    [['create', '--role', 'king'], /Allowed choices are viewer, operator, approver, admin/],
    [['create', '--role', 'admin', '--days', '0'], /must be days, 1 to 3650/],
    [['create', '--role', 'admin', '--name', ' '], /must have 1 to 64 characters/],
    [['revoke'], /missing required argument 'id'/],
  ] as const)('%j is wrong usage', async ([argv, message]) => {
    const { store, run } = setUp();
    const { code, error } = await run('token', ...argv);
    expect({ code, error }).toEqual({ code: 2, error: expect.stringMatching(message) });
    expect(await store.tokens.list()).toEqual([]);
  });

  it('revoke ends a token, and says which is not there', async () => {
    const { store, run } = setUp();
    const made = JSON.parse((await run('token', 'create', '--role', 'admin', '--json')).out) as {
      token: string;
      id: string;
    };
    expect(await run('token', 'revoke', made.id)).toMatchObject({ code: 0 });
    await expect(new TokenBook(store).bearerOf(made.token)).rejects.toThrow(/not valid any more/);
    expect((await run('token', 'list')).out).toContain('revoked');
    expect(await run('token', 'revoke', made.id)).toMatchObject({ code: 0 });
    expect(await run('token', 'revoke', 'nothing')).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no token nothing'),
    });
    const actions = await store.audit.list(SERVICE_LOG.networkId, SERVICE_LOG.channel);
    expect(actions.map(({ action }) => action)).toEqual(['token-created', 'token-revoked']);
  });
});
