import type { VNode } from 'preact';
import type { WatchForm } from '../changing/wanted-watch.js';

/** Whether and how live transactions are watched after a change. */
export function WatchFields({
  form,
  onChange,
  limitsHelp,
}: {
  readonly form: WatchForm;
  readonly onChange: (form: WatchForm) => void;
  /** What holds where no limit is written. */
  readonly limitsHelp: string;
}): VNode {
  const set = (part: Partial<WatchForm>): void => onChange({ ...form, ...part });
  return (
    <fieldset class="stack">
      <legend>Afterwards</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={form.isWanted}
          onChange={({ currentTarget }) => set({ isWanted: currentTarget.checked })}
        />
        Watch live transactions, and put everything back by itself if a limit breaks
      </label>
      {form.isWanted && (
        <div class="fields">
          <div class="field">
            <label for="watch-seconds">Seconds of watching</label>
            <input
              id="watch-seconds"
              type="number"
              min="5"
              max="3600"
              value={form.seconds}
              onInput={({ currentTarget }) => set({ seconds: currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for="watch-probe">Own transactions a second</label>
            <input
              id="watch-probe"
              type="number"
              min="0"
              max="1000"
              step="any"
              value={form.probeTps}
              aria-describedby="watch-probe-help"
              onInput={({ currentTarget }) => set({ probeTps: currentTarget.value })}
            />
            <p id="watch-probe-help" class="help">
              0: only those of others are looked at.
            </p>
          </div>
          <div class="field">
            <label for="watch-limits">Limits</label>
            <textarea
              id="watch-limits"
              rows={2}
              spellcheck={false}
              value={form.limits}
              aria-describedby="watch-limits-help"
              onInput={({ currentTarget }) => set({ limits: currentTarget.value })}
            />
            <p id="watch-limits-help" class="help">
              One a line, such as <code>latencyP95Ms&lt;=400</code>. {limitsHelp}
            </p>
          </div>
        </div>
      )}
    </fieldset>
  );
}
