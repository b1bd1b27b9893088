import { describe, expect, it } from 'vitest';
import { failedRound, measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import type { Application } from '../domain/application.js';
import {
  COMPARISON,
  reportInput,
  sweepRounds,
  verificationOf,
  verificationRounds,
} from './report.fixture.js';
import { marks, sectionOf, textOf } from './page-reading.fixture.js';
import { renderReport } from './report.js';

describe('renderReport', () => {
  it('answers first, with what changed, the figures of both sides and their interval', () => {
    const text = textOf(renderReport(reportInput()));
    expect(text).toContain(
      'Kept: maxMessageCount from 100 to 5 transactions and batchTimeoutMs from 250 to 100 ms, because mean latency is not higher; at 60 tps asked, mean latency fell from 985 to 61.0 ms (−924 ms, 95 % interval −956 to −892 ms), and throughput stayed within the noise, from 59.3 to 59.2 tps',
    );
    expect(text).toContain('over 4 pairs of rounds.');
    expect(text).toContain('64.5 ms mean latency and 59.3 tps for the recommended settings');
    expect(text).toContain('941 ms mean latency and 58.8 tps for the settings in force');
  });

  it('puts means, difference, interval, change, failures and pairs into a table', () => {
    const text = textOf(renderReport(reportInput()));
    expect(text).toContain('Mean latency (ms) 985 61.0 −924 −956 to −892 −93.8 % 4');
    // Every p95 of the fixture is twice the mean latency.
    expect(text).toContain('p95 latency (ms) 1,970 122 −1,848 −1,913 to −1,783 −93.8 % 4');
    expect(text).toContain('Failed transactions 0 of 1,180 (0.0 %) 20 of 1,200 (1.7 %) +20 4');
  });

  it('says why a change was rolled back', () => {
    const page = renderReport(reportInput({ verification: verificationOf('rolled-back') }));
    expect(page).toContain('<p class="badge bad">Rolled back</p>');
    expect(textOf(page)).toContain(
      'was tried and the baseline put back, because 1.7 % of the transactions failed; at 60 tps asked',
    );
  });

  it('puts throughput first when throughput was the goal', () => {
    const input = reportInput();
    const recommendation = { ...input.recommendation, objective: 'max-throughput' } as const;
    const text = textOf(renderReport({ ...input, recommendation }));
    expect(text).toContain('at 60 tps asked, throughput stayed within the noise,');
    expect(text).toContain('The goal was the highest throughput');
  });

  it('asks for nothing from outside and runs no script', () => {
    const page = renderReport(reportInput());
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|<img|@import|url\(/i);
    expect(page).toContain("default-src 'none'");
    expect(page.length).toBeLessThan(1_000_000);
  });

  it('escapes every string that came from data', () => {
    const evil = '<script>alert("1")</script>';
    const input = reportInput();
    const context = {
      ...measuredRound().context,
      host: { name: evil, cpus: 2, memoryBytes: 1, platform: evil },
      networkId: evil,
      channel: evil,
      stateDatabase: evil,
      versions: { [evil]: evil },
    };
    const failed = { ...failedRound(), id: evil, reason: { code: evil, message: evil } };
    const page = renderReport({
      title: evil,
      generatedAt: evil,
      rounds: [...sweepRounds(), failed].map((round) => ({
        ...round,
        context,
        sweepId: evil,
        pointId: evil,
      })),
      model: {
        ...input.model,
        id: evil,
        kind: evil,
        createdAt: evil,
        datasetHash: evil,
        file: { name: evil, sha256: evil },
        baselines: { [evil]: input.model.scores },
      },
      surface: input.surface,
      recommendation: { ...input.recommendation, id: evil, warnings: [evil] },
      application: input.application && { ...input.application, id: evil, channel: evil, nodes: [evil] },
      verification: input.verification && { ...input.verification, id: evil, reason: evil },
      verificationRounds: input.verificationRounds.map((round) => ({ ...round, context })),
      commands: [evil],
    });
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toContain('alert("1")');
    expect(page.split('&lt;script&gt;').length - 1).toBeGreaterThan(20);
  });

  it('marks every measured round once in each chart of the sweep', () => {
    const page = renderReport(reportInput());
    const measured = sweepRounds().length;
    // Latency against timeout once; asked against reached twice, sent and committed.
    expect(marks(sectionOf(page, 'What was measured'))).toBe(3 * measured);
    // The surface at 60 tps holds the rounds of that rate, and two rings of two circles each.
    expect(marks(sectionOf(page, 'What the model predicts'))).toBe(measured / 2 + 4);
  });

  it('joins the two rounds of each pair in each before-and-after chart', () => {
    const section = sectionOf(renderReport(reportInput()), 'Baseline against recommended');
    expect(marks(section)).toBe(3 * verificationRounds().length);
    expect(section.match(/aria-label="(Throughput|Mean latency|p95 latency) of 4 pairs/g)).toHaveLength(3);
  });

  it('leaves a round without a measured partner out of the comparison, and says so', () => {
    const rounds = verificationRounds();
    const { measurement: _, ...lost } = rounds[7] ?? measuredRound();
    const failed = {
      ...lost,
      kind: 'failed',
      reason: { code: 'PEER_DOWN', message: 'peer dso1 is gone' },
    } as const;
    const complete = rounds.slice(0, 6);
    const page = renderReport(
      reportInput({
        verificationRounds: [...rounds.slice(0, 7), failed],
        verification: { ...verificationOf(), comparison: { ...COMPARISON, pairs: complete.length / 2 } },
      }),
    );
    const text = textOf(page);
    expect(marks(sectionOf(page, 'Baseline against recommended'))).toBe(3 * complete.length);
    expect(text).toContain('2 rounds of the verification are left out for want of a measured partner');
    expect(text).toContain('PEER_DOWN');
    expect(text).toContain('peer dso1 is gone');
  });

  it('says so when the intervals rest on other pairs than those at hand', () => {
    const text = textOf(renderReport(reportInput({ verificationRounds: verificationRounds().slice(0, 6) })));
    expect(text).toContain('The intervals come from 4 pairs, the means from the 3 at hand.');
  });

  it('shows no interval where none was computed', () => {
    const rounds = verificationRounds().slice(0, 2);
    const { comparison: _, ...rest } = verificationOf('rolled-back');
    const verification = { ...rest, reason: 'only 1 of 4 pairs could be measured' };
    const text = textOf(renderReport(reportInput({ verification, verificationRounds: rounds })));
    expect(text).toContain('put back, because only 1 of 4 pairs could be measured.');
    expect(text).toContain('Mean latency (ms) 980 58.0 −922 n/a −94.1 % 1');
    expect(text).not.toContain('95 %');
  });

  it('lists failed rounds with their reasons, those of the verification too', () => {
    const text = textOf(renderReport(reportInput()));
    expect(text).toContain('18 rounds of the sweep gave figures, 1 failed (listed below)');
    expect(text).toContain('sweep/failed/1');
    expect(text).toContain('LOAD_GENERATOR_FAILED a worker ended');
    expect(textOf(renderReport(reportInput({ rounds: sweepRounds() })))).toContain(
      'Rounds that failed None.',
    );
  });

  it('stands the model beside the trivial answers and admits where one of them is closer', () => {
    const text = textOf(renderReport(reportInput()));
    expect(text).toContain('learnt from 12 rows, was stopped by 3 more and was asked for 4');
    expect(text).toContain('this model 61.3 21.7 14.4 n/a');
    expect(text).toContain('mean of the training rows 281.5');
    expect(text).toContain(
      'Mean latency: the model is off by 61.3 ms on average, the best trivial answer (ridge) by 55.5 ms: the model is no closer.',
    );
  });

  it('names the records, the block and the way to make it again', () => {
    const text = textOf(renderReport(reportInput()));
    for (const { id } of [reportInput().model, reportInput().recommendation]) expect(text).toContain(id);
    expect(text).toContain(
      'a-20260102-030430-77d0: verified; config block 2817 of channel exchange; 148 ms; read back from orderer1, peer.tso',
    );
    expect(text).toContain('v-20260102-030440-0c1d, 2026-01-02 03:04 UTC');
    expect(text).toContain('host: 2 CPUs, 8.0 GiB memory, linux');
    expect(text).toContain('4 organisations, 3 peers, 1 orderer');
    expect(text).toContain('How to make it again npm run demo');
  });

  it('warns when rounds were made under different contexts', () => {
    const elsewhere = measuredRound({ id: 'sweep/elsewhere/1', networkId: 'other-network' });
    const text = textOf(renderReport(reportInput({ rounds: [...sweepRounds(), elsewhere] })));
    expect(text).toContain('The rounds were made under 2 different contexts');
    expect(text).toContain('other-network');
  });

  it('says that nothing was changed when the settings in force are the best', () => {
    const { recommendation, model, surface: surfaces, commands, rounds } = reportInput();
    const stay = { ...recommendation, decision: 'stay', settings: SETTINGS } as const;
    const page = renderReport({
      title: 'Stay',
      generatedAt: 'today',
      rounds,
      model,
      surface: surfaces,
      recommendation: stay,
      verificationRounds: [],
      commands,
    });
    const text = textOf(page);
    expect(text).toContain(
      'The model expects none of 576 candidates to do better than the settings in force (100 messages, 250 ms, preferred 2 MiB, absolute 10 MiB), so nothing was changed.',
    );
    expect(text).toContain('No other settings were tried, so there is nothing to compare.');
    expect(page).toContain('in force and recommended');
    expect(text).toContain('Application none');
  });

  it.each([
    ['verified', 'Applied, not compared', 'Applied in block 2817'],
    ['unchanged', 'Already in force', 'already had the recommended settings'],
    ['failed', 'Could not be applied', 'the change failed: orderer said no.'],
    ['intended', 'Outcome unknown', 'no record says how it ended'],
  ] as const)('tells what became of an application that is %s', (status, badge, sentence) => {
    const { application, ...input } = reportInput({ verificationRounds: [] });
    const given: Application | undefined = application && {
      ...application,
      status,
      reason: 'orderer said no',
    };
    const text = textOf(renderReport({ ...input, application: given, verification: undefined }));
    expect(text).toContain(badge);
    expect(text).toContain(sentence);
    expect(text).toContain('The recommended settings were not measured against the baseline.');
  });

  it('says that a recommendation was not applied', () => {
    const input = reportInput({ application: undefined, verification: undefined, verificationRounds: [] });
    expect(textOf(renderReport(input))).toContain('it was not applied, so nothing was measured with it.');
  });
});
