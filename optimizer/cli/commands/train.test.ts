import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../store/testing/sample-values.js';
import { describeTraining } from './train.js';

const trained = (record = modelRecord('m-1')) =>
  describeTraining({ record, description: [], sources: [{ name: 'sweep', rows: 10 }] });

describe('describeTraining', () => {
  it('shows the scores beside the baselines, and the coverage of intervals', () => {
    expect(trained()).toMatch(
      /predictor +throughput MAPE % .* p95 MAPE % +coverage %\nfeed-forward 3-20-2 +1\.5 /,
    );
    expect(trained()).toMatch(/k\.nearest +1\.5 +1\.5 +2 +- +- \/ 87\.5\n/);
  });

  it('says whether the model is in charge, and why', () => {
    const record = modelRecord('m-1', { status: 'champion', statusReason: 'there was no champion' });
    expect(trained(record)).toMatch(/\nthe champion now: there was no champion$/);
    expect(trained()).toMatch(/\nstays a candidate: just trained$/);
  });
});
