import { expect, it } from 'vitest';
import { dataRow } from '../dataset/round.fixture.js';
import { questionOfRows } from './question.js';

const asked = (rows: Parameters<typeof questionOfRows>[0]) =>
  questionOfRows(rows)({ maxMessageCount: 10, batchTimeoutMs: 100 }, 60);
const row = (txBytes: number | undefined, orderers: number, measuredAt?: string) =>
  dataRow({ txBytes, context: { orderers }, consensus: 'raft', measuredAt });

it('is about the network and the transactions of the newest row', () => {
  const rows = [
    row(3000, 1, '2026-01-02T00:00:00Z'),
    row(4000, 3, '2026-01-03T00:00:00Z'),
    row(5000, 1, '2026-01-01T00:00:00Z'),
  ];
  expect(asked(rows)).toMatchObject({
    txBytes: 4000,
    context: { orderers: 3 },
    consensus: 'raft',
    sendRateTps: 60,
  });
});

it('where nobody says when, is about the last row and the size of most transactions', () => {
  expect(asked([row(3000, 1), row(4000, 3), row(9000, 5)])).toMatchObject({
    txBytes: 4000,
    context: { orderers: 5 },
  });
  expect(asked([row(undefined, 1)]).txBytes).toBeUndefined();
});
