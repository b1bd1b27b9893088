import { describe, expect, it } from 'vitest';
import { marks, sectionOf, textOf } from '../page-reading.fixture.js';
import { renderStudyReport } from './study-report.js';
import { sampleStudy } from './study.fixture.js';

const study = sampleStudy();
const pageOf = (changed = study) =>
  renderStudyReport({
    study: changed,
    generatedAt: '2026-01-02T04:00:00Z',
    commands: ['gridtune study --seed 7'],
  });
const page = pageOf();

describe('the page of a study', () => {
  it('needs nothing else and runs nothing', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page).toContain("default-src 'none'");
  });

  it('says what was chosen and how it does beside the published shape', () => {
    const text = textOf(page);
    expect(text).toContain('Of 4 plain networks, 3-20-20-2 relu 0.01 had the least error');
    // The fixture's MAPE is half of its RMSE.
    expect(text).toContain('its latency is off by 9.50 %');
    expect(text).toContain('The published shape, 3-20-2 tanh 0.01, is off by 15.5 %');
    expect(text).toContain('right for 62.5 % of the test rows by its figures and for 75.0 % as a classifier');
    expect(text).toContain('the commoner label alone is right for 50.0 %');
  });

  it('says so if the published shape is the one that was chosen', () => {
    const [chosen, reference] = study.tested;
    const same = {
      ...study,
      tested: chosen && reference ? [{ ...chosen, choice: reference.choice }, reference] : [],
    };
    expect(textOf(pageOf(same))).toContain('The chosen network is the published shape, 3-20-2 tanh 0.01.');
  });

  it('draws every training and the mean of each value, for neurons, rate, activation and depth', () => {
    const section = sectionOf(page, 'What was chosen among');
    // Neurons 5 and 20 leave the deeper network out; depth leaves the 5 out.
    const trainings = 9 + 12 + 12 + 9;
    const means = 2 + 2 + 2 + 2;
    expect(marks(section)).toBe(trainings + means);
    // The best with 20 neurons in one layer, and the best of the rate 0.01.
    expect(section).toContain('3-20-2 relu 0.03: 0.2000 ± 0.0200, 3 trainings');
    expect(section).toContain('learning rate, best place of each: 3-20-20-2 relu 0.01: 0.1000 ± 0.0100');
  });

  it('lists every place of the grid, best first', () => {
    const text = textOf(sectionOf(page, 'What was chosen among'));
    const order = ['3-20-20-2 relu 0.01', '3-20-2 relu 0.03', '3-20-2 tanh 0.01', '3-5-2 tanh 0.01'];
    const places = order.map((name) => text.lastIndexOf(name));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain('0.1000 ± 0.0100');
  });

  it('leaves depth out where no network is deeper', () => {
    const flat = { ...study, choices: study.choices.filter(({ hidden }) => hidden.length === 1) };
    expect(pageOf(flat)).not.toContain('<h3>Depth</h3>');
    expect(page).toContain('<h3>Depth</h3>');
  });

  it('tells the errors on the test part, together and of each repeat', () => {
    const text = textOf(sectionOf(page, 'On the test part'));
    expect(text).toContain('8 rows of 4 points');
    expect(text).toMatch(/Mean latency \(ms\) all repeats together 361 19\.0 0\.900 0\.960 9\.50/);
    expect(text).toMatch(/each repeat [\d.]+ ± [\d.]+ 22\.0 ± 2\.00/);
  });

  it('has the rule, the confusion matrices and the answers', () => {
    const text = textOf(sectionOf(page, 'Optimal or not'));
    expect(text).toContain('commits at least 95 % of its send rate');
    expect(text).toContain('at most 25 % above the best');
    expect(text).toContain('4 of 8 to test are optimal');
    expect(text).toContain('optimal 3 1 not optimal 2 2');
    expect(text).toContain('optimal 0 4 not optimal 0 4');
    expect(text).not.toContain('All test rows have one label');
  });

  it('warns where all test rows have one label', () => {
    const labels = { ...study.labels, optimal: { ...study.labels.optimal, test: 0 } };
    expect(textOf(pageOf({ ...study, labels }))).toContain('All test rows have one label');
  });

  it('names what it was made from, as text', () => {
    expect(page).toContain('&lt;b&gt;field.csv (42 rows)');
    expect(page).not.toContain('<b>field.csv');
    const text = textOf(sectionOf(page, 'What it was made from'));
    for (const part of [
      study.id,
      study.datasetHash,
      study.codeVersion,
      '7 to 9 for the weights',
      'gridtune study --seed 7',
    ])
      expect(text).toContain(part);
  });
});
