import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.js';

describe('RecentlyUsed', () => {
  it('lets go of the one that was not asked for the longest', () => {
    const kept = new RecentlyUsed<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    expect(kept.get('a')).toBe(1);
    kept.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
  });

  it('makes what is missing once for all who ask meanwhile, and does not keep a failure', async () => {
    const kept = new RecentlyUsed<Promise<string>>(2);
    let made = 0;
    const ask = (fails: boolean): Promise<string> =>
      RecentlyUsed.orMade(kept, 'a', async () => {
        made += 1;
        if (fails) throw new Error('no');
        return 'yes';
      });
    await expect(Promise.all([ask(true), ask(false)])).rejects.toThrow('no');
    expect(made).toBe(1);
    expect(await Promise.all([ask(false), ask(true)])).toEqual(['yes', 'yes']);
    expect(made).toBe(2);
  });
});
