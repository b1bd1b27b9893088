import { describe, expect, it } from 'vitest';
import { clickWords } from './click-words.js';

const NOW = /change at once/;

describe('the words of a button that changes the channel', () => {
  it('say that it happens at once where nobody else has to agree', () => {
    expect(clickWords({ role: 'approver', approvalsRequired: 1 }, 'apply', 'Apply')).toEqual({
      button: 'Apply',
      consequence: expect.stringMatching(NOW),
    });
    expect(clickWords({ role: 'approver', approvalsRequired: 2 }, 'rollback', 'Take back')).toEqual({
      button: 'Take back',
      consequence: expect.stringMatching(NOW),
    });
  });

  it('say that somebody else has to agree first', () => {
    const asked = clickWords({ role: 'operator', approvalsRequired: 1 }, 'apply', 'Apply');
    expect(asked.button).toBe('Ask to apply');
    expect(asked.consequence).toMatch(/^Nothing changes until an approver agreed\./);
    expect(clickWords({ role: 'operator', approvalsRequired: 2 }, 'apply', 'Apply').consequence).toMatch(
      /until 2 approvers agreed/,
    );
  });

  it('count the own approval of an approver', () => {
    const { button, consequence } = clickWords({ role: 'admin', approvalsRequired: 2 }, 'apply', 'Apply');
    expect(button).toBe('Ask to apply');
    expect(consequence).toMatch(/until 1 more approver agreed\. Your own approval is given with it\./);
  });
});
