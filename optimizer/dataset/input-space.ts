import { mean } from '../domain/statistics.js';
import { contextNames, INPUT_NAMES, type ModelInput } from './columns.js';

/** Where a point lies: one number a dimension, each about as wide as the others. */
export type PlaceOf = (point: ModelInput) => number[];

/** An input that varies by less is a constant with noise, such as the rates achieved of one rate asked. */
const MIN_SPREAD = 0.02;

const OPTIONAL_NAMES = ['preferredMaxBytes', 'absoluteMaxBytes', 'txBytes'] as const;

/**
 * A space in which near points should behave alike. Settings, rate and sizes work by ratios and are taken to
 * their logarithms; other properties of network and workload, of which some may be 0, are taken as they are.
 * Each is then standardised over `points`; one that does not vary is left out, and a missing value lies at
 * the mean.
 */
export function inputSpace(points: readonly ModelInput[]): PlaceOf {
  const log = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : Math.log(value);
  const dimensions = [
    ...[...INPUT_NAMES, ...OPTIONAL_NAMES].map((name) => (point: ModelInput) => log(point[name])),
    (point: ModelInput) => (point.consensus === undefined ? undefined : Number(point.consensus === 'bft')),
    ...contextNames(points).map((name) => (point: ModelInput) => point.context?.[name]),
  ].flatMap((valueOf) => {
    const values = points.map(valueOf).filter((value) => value !== undefined);
    const centre = mean(values);
    const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    return spread >= MIN_SPREAD ? [{ valueOf, centre, spread }] : [];
  });
  return (point) =>
    dimensions.map(({ valueOf, centre, spread }) => ((valueOf(point) ?? centre) - centre) / spread);
}
