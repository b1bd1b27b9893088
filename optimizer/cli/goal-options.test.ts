import { Command } from 'commander';
import { expect, it } from 'vitest';
import { plainGoal } from '../domain/goal.js';
import { writtenGoal } from '../operations/written-goal.js';
import { addGoalOptions, goalFrom, type GoalOptions } from './goal-options.js';

const parse = (argv: string[], rates = [100]) => {
  const command = addGoalOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(argv, { from: 'user' });
  return goalFrom(command.opts<GoalOptions>(), rates);
};

it('is the plain goal of min-latency where nothing is said', () => {
  expect(parse([])).toEqual(plainGoal('min-latency'));
});

it('takes every limit, weights, confidence and tolerance', () => {
  const goal = parse([
    ...['--objective', 'balanced', '--latency', 'p95', '--limit', 'latencyP95Ms<=400'],
    ...['--limit', 'failedPct<=0.1', '--weights', 'throughput=1, latency=2', '--confidence', '0.8'],
    ...['--throughput-tolerance', '2'],
  ]);
  expect(goal).toEqual({
    objective: 'balanced',
    latency: 'p95',
    throughputTolerance: 0.02,
    weights: { latency: 2, throughput: 1 },
    limits: [
      { figure: 'latencyP95Ms', bound: '<=', value: 400 },
      { figure: 'failedPct', bound: '<=', value: 0.1 },
    ],
    confidence: 0.8,
  });
});

it.each([
  [['--objective', 'fast'], '--objective: must be min-latency, max-throughput or balanced, got fast'],
  [['--limit', 'latency<400'], '--limit: must look like latencyP95Ms<=400'],
  [['--weights', 'latency=0,throughput=1'], '--weights: must look like latency=2,throughput=1'],
  [['--weights', 'latency=1,latency=2,throughput=1'], '--weights: must look like'],
  [['--weights', 'latency=,throughput=1'], '--weights: must look like'],
  [['--confidence', '1'], '--confidence: must be between 0 and 1, got 1'],
  [
    ['--limit', 'latencyMeanMs<=10', '--limit', 'latencyMeanMs>=20'],
    'nothing can keep both latencyMeanMs<=10 and latencyMeanMs>=20',
  ],
  [
    ['--limit', 'throughputTps<=90'],
    'nothing can keep both throughputTps<=90 and the throughputTps>=95 of min-latency at 100 tps',
  ],
])('refuses %j', (argv, message) => {
  expect(() => parse(argv)).toThrow(message);
});

it('holds a limit against every rate that the goal is meant for', () => {
  expect(() => parse(['--limit', 'throughputTps<=90'], [50])).not.toThrow();
  expect(() => parse(['--limit', 'throughputTps<=90'], [50, 100])).toThrow(/at 100 tps/);
});

it('writes a goal as the options that ask for it, and a plain one in one word', () => {
  const goal = parse([
    ...['--objective', 'min-latency', '--latency', 'p95', '--limit', 'latencyP95Ms<=400'],
    ...['--weights', 'throughput=1,latency=2', '--confidence', '0.8', '--throughput-tolerance', '2'],
  ]);
  const typed = writtenGoal(goal).flatMap((option) => option.replaceAll("'", '').split(' '));
  expect(parse(typed)).toEqual(goal);
  expect(writtenGoal(plainGoal('max-throughput'))).toEqual(['--objective max-throughput']);
});
