import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import type { RecommendationAsk } from '../../api-views.js';
import { limitsIn } from '../../changing/limit-from.js';
import { useOneClick } from '../../components/use-one-click.js';
import { Card } from '../../parts/layout.js';
import { Failed, Note } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import type { PageProps } from '../../shell/pages.js';

const OBJECTIVES = [
  ['min-latency', 'Least latency that still commits what is sent'],
  ['max-throughput', 'Most throughput'],
  ['balanced', 'Most throughput for its latency'],
] as const;

/** Asks for a recommendation and goes to it. */
export function AskForm({ query }: Pick<PageProps, 'query'>): VNode {
  const [objective, setObjective] = useState<NonNullable<RecommendationAsk['objective']>>('min-latency');
  const [latency, setLatency] = useState<'mean' | 'p95'>('mean');
  const [rate, setRate] = useState(query.get('rate') ?? '');
  const [limitText, setLimitText] = useState('');
  const { limits, faults } = limitsIn(limitText);
  const { busy, problem, run } = useOneClick('The recommendation is made');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (faults.length > 0) return;
    const body = { objective, latency, sendRateTps: Number(rate), limits: [...limits] };
    const made = await run(body, (header) =>
      answerOf(api.POST('/recommendations', { body, params: { header } })),
    );
    if (made && 'id' in made) location.hash = hrefOf(['recommendation', made.id]);
  };
  return (
    <Card title="Ask for one">
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <div class="field">
            <label for="objective">What is best</label>
            <select
              id="objective"
              value={objective}
              onChange={({ currentTarget: { value } }) =>
                setObjective(OBJECTIVES.find(([name]) => name === value)?.[0] ?? objective)
              }
            >
              {OBJECTIVES.map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="rate">Send rate, transactions a second</label>
            <input
              id="rate"
              type="number"
              min="0.1"
              step="any"
              required
              value={rate}
              onInput={({ currentTarget }) => setRate(currentTarget.value)}
            />
          </div>
          <div class="field">
            <label for="latency">Which latency</label>
            <select
              id="latency"
              value={latency}
              disabled={objective === 'max-throughput'}
              onChange={({ currentTarget: { value } }) => setLatency(value === 'p95' ? 'p95' : 'mean')}
            >
              <option value="mean">mean</option>
              <option value="p95">95th percentile</option>
            </select>
          </div>
        </div>
        <div class="field">
          <label for="limits">Limits that have to hold (may be left empty)</label>
          <textarea
            id="limits"
            rows={2}
            spellcheck={false}
            value={limitText}
            aria-describedby="limits-help"
            aria-invalid={faults.length > 0}
            onInput={({ currentTarget }) => setLimitText(currentTarget.value)}
          />
          <p id="limits-help" class="help">
            One a line, such as <code>latencyP95Ms&lt;=400</code>, of latencyMeanMs, latencyP95Ms,
            throughputTps or failedPct.
          </p>
        </div>
        {faults.length > 0 && <Note kind="warn" title={`No limit: ${faults.join(', ')}`} />}
        <div class="row">
          <button type="submit" class="primary" disabled={busy !== undefined || faults.length > 0}>
            Recommend settings
          </button>
          <span role="status">{busy ?? 'This changes nothing on the network.'}</span>
        </div>
        {problem && <Failed problem={problem} />}
      </form>
    </Card>
  );
}
