import { describe, expect, it } from 'vitest';
import { createLog } from './log.js';

const token = `gt_0123456789ab_${'Aa0_-'.repeat(8)}xyz`;

function logged(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog({ write: (line) => void lines.push(line) }));
  return lines;
}

describe('createLog', () => {
  it('writes one JSON document a line, with level, time and what was bound', () => {
    const [line = '', ...more] = logged((log) => log.child({ requestId: 'r1' }).info({ ms: 3 }, 'answered'));
    expect(more).toEqual([]);
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      level: 30,
      time: expect.any(Number),
      requestId: 'r1',
      ms: 3,
      msg: 'answered',
    });
  });

  it('tells no token and no password, wherever they stand', () => {
    const cause = new Error(`connect mongodb://ann:hush-hush@db.example.org/x with ${token}`);
    const lines = logged((log) => {
      log.info({ path: `/jobs/${token}`, headers: { authorization: `Bearer ${token}` } }, `as ${token}`);
      log.error({ err: new Error('outer', { cause }) }, 'failed');
      log.child({ token: 'something else', deep: { er: { password: 'hush-hush' } } }).warn('bound');
      log.warn({ req: { headers: { authorization: 'Basic aHVzaC1odXNo' } } }, 'basic');
    }).join('');
    expect(lines).not.toMatch(/Aa0_-|hush-hush|aHVzaC1odXNo|something else/);
    expect(lines).toContain('gt_0123456789ab_[secret]');
    expect(lines).toContain('mongodb://[secret]@db.example.org');
    for (const line of lines.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('leaves out what is less important than asked for', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'warn', write: (line) => void lines.push(line) });
    log.info('one');
    log.warn('two');
    expect(lines).toHaveLength(1);
  });
});
