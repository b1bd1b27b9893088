import { describe, expect, it } from 'vitest';
import { spreadApart } from './rate-lines.js';

describe('spreadApart', () => {
  it('leaves places that stand far enough apart', () => {
    expect(spreadApart([0, 20, 100], 16, 200)).toEqual([0, 20, 100]);
  });

  it('moves close ones down, and up again at the lower end', () => {
    expect(spreadApart([50, 52, 54], 16, 200)).toEqual([50, 66, 82]);
    expect(spreadApart([195, 197, 199], 16, 200)).toEqual([168, 184, 200]);
  });
});
