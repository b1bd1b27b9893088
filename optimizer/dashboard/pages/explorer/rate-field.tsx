import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { tps } from '../../format.js';

/** Steps of the slider: 1 to 10,000 tps, each the same ratio more. */
const STEPS = 160;
const MOST_TPS = 10_000;

function rateAt(step: number): number {
  return Number((MOST_TPS ** (step / STEPS)).toPrecision(2));
}

function stepOf(rateTps: number): number {
  return Math.round((STEPS * Math.log(rateTps)) / Math.log(MOST_TPS));
}

/** The send rate, by slider or in figures; told once it has rested for a moment. */
export function RateField({
  rateTps,
  onRate,
}: {
  readonly rateTps: number;
  readonly onRate: (rateTps: number) => void;
}): VNode {
  const [value, setValue] = useState(rateTps);
  useEffect(() => setValue(rateTps), [rateTps]);
  useEffect(() => {
    if (value === rateTps) return undefined;
    const timer = setTimeout(() => onRate(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  const take = (wanted: number): void => {
    if (wanted > 0 && wanted <= 100_000) setValue(wanted);
  };
  return (
    <div class="fields">
      <div class="field">
        <label for="rate">Send rate: {tps(value)}</label>
        <input
          id="rate"
          type="range"
          min={0}
          max={STEPS}
          value={stepOf(value)}
          aria-valuetext={tps(value)}
          onInput={({ currentTarget }) => take(rateAt(Number(currentTarget.value)))}
        />
      </div>
      <div class="field">
        <label for="rate-exact">Exactly, in transactions a second</label>
        <input
          id="rate-exact"
          type="number"
          min={1}
          max={100_000}
          value={value}
          onChange={({ currentTarget }) => take(Number(currentTarget.value))}
        />
      </div>
    </div>
  );
}
