import { describe, expect, it } from 'vitest';
import { hrefOf, routeOf } from './route.js';
import { Session, tokenIn } from './session.js';

describe('addresses', () => {
  it('name a page, what follows it, and a query', () => {
    const { page, rest, query } = routeOf('#/sweeps/s-1?rate=50');
    expect({ page, rest, rate: query.get('rate') }).toEqual({ page: 'sweeps', rest: ['s-1'], rate: '50' });
  });

  it('come back as they were written, whatever an id holds', () => {
    const id = 'a/b?c#d %';
    expect(routeOf(hrefOf(['sweeps', id], { tab: 'x&y', none: undefined })).rest).toEqual([id]);
    expect(hrefOf(['models'], { a: 'x&y', none: undefined })).toBe('#/models?a=x%26y');
  });

  it('without a page are the overview, and a lone percent sign is no failure', () => {
    expect(['', '#', '#/'].map((hash) => routeOf(hash).page)).toEqual(['overview', 'overview', 'overview']);
    expect(routeOf('#/sweeps/100%').rest).toEqual(['100%']);
  });
});

describe('a session', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  };

  it('takes the token that an address ends with', () => {
    expect(tokenIn('#token=gt_abc')).toBe('gt_abc');
    expect(tokenIn('#/overview')).toBeUndefined();
    expect(tokenIn('#token=')).toBeUndefined();
  });

  it('outlives a reload, and ends with its reason', () => {
    const kept = storage();
    new Session(kept).signIn('gt_abc');
    const session = new Session(kept);
    expect(session.state).toEqual({ token: 'gt_abc' });
    let told = 0;
    const stop = session.subscribe(() => (told += 1));
    session.signOut('the token has expired');
    expect(session.state).toEqual({ token: undefined, reason: 'the token has expired' });
    expect(new Session(kept).state.token).toBeUndefined();
    stop();
    session.signIn('gt_def');
    expect(told).toBe(1);
  });
});
