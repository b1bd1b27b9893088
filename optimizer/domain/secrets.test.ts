import { describe, expect, it } from 'vitest';
import { holdsToken, idOfToken, withoutSecrets } from './secrets.js';

const token = `gt_0123456789ab_${'Aa0_-'.repeat(8)}xyz`;

describe('secrets', () => {
  it('are told from what only looks like one', () => {
    expect(holdsToken(`/jobs/${token}?x=1`)).toBe(true);
    expect(idOfToken(token)).toBe('0123456789ab');
    for (const other of [`${token}x`, token.slice(1), token.slice(0, -1), `${token}\n`, '', 'gt_'])
      expect(idOfToken(other)).toBeUndefined();
    expect(holdsToken(token.slice(0, -1))).toBe(false);
  });

  it('are left out wherever they stand, and as often', () => {
    const text = `{"a":"${token}","b":"${token}","c":"mongodb+srv://me:hush%40@db.example.org/x?y"}`;
    expect(withoutSecrets(text)).toBe(
      '{"a":"gt_0123456789ab_[secret]","b":"gt_0123456789ab_[secret]",' +
        '"c":"mongodb+srv://[secret]@db.example.org/x?y"}',
    );
    expect(withoutSecrets('http://127.0.0.1:8080/a@b gt_short')).toBe('http://127.0.0.1:8080/a@b gt_short');
  });
});
