import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api.js';
import { useOneClick } from '../../components/use-one-click.js';
import { Card } from '../../parts/layout.js';
import { Empty, Failed, Show } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { useResource } from '../../use-resource.js';

const OBJECTIVES = ['min-latency', 'max-throughput', 'balanced'] as const;

/** Replays searches on an imported dataset. */
export function StartComparison(): VNode {
  const datasets = useResource('datasets', () =>
    answerOf(api.GET('/datasets', { params: { query: { limit: 200 } } })),
  );
  return (
    <Card title="Start one on imported results">
      <Show of={datasets} what="the datasets">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no dataset">
              Import measured rounds: <code>gridtune results import FILE.csv --name NAME</code>
            </Empty>
          ) : (
            <Form names={items.map(({ name }) => name)} />
          )
        }
      </Show>
      <p class="soft">
        Comparisons on the live network take the channel for a while: start them on the command line with{' '}
        <code>gridtune compare --live</code>; they are listed here.
      </p>
    </Card>
  );
}

function Form({ names }: { readonly names: readonly string[] }): VNode {
  const [dataset, setDataset] = useState(names[0] ?? '');
  const [objective, setObjective] = useState<(typeof OBJECTIVES)[number]>('min-latency');
  const [rate, setRate] = useState('');
  const [seeds, setSeeds] = useState('10');
  const { busy, problem, run } = useOneClick('The comparison was asked for');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body = {
      kind: 'surface' as const,
      dataset,
      sendRateTps: Number(rate),
      goal: { objective },
      seeds: Number(seeds),
    };
    const job = await run(body, (header) => answerOf(api.POST('/comparisons', { body, params: { header } })));
    if (job) location.hash = hrefOf(['comparisons', job.id]);
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <div class="fields">
        <div class="field">
          <label for="comparison-dataset">Dataset</label>
          <select
            id="comparison-dataset"
            value={dataset}
            onChange={({ currentTarget }) => setDataset(currentTarget.value)}
          >
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="comparison-objective">Objective</label>
          <select
            id="comparison-objective"
            value={objective}
            onChange={({ currentTarget: { value } }) =>
              setObjective(OBJECTIVES.find((each) => each === value) ?? objective)
            }
          >
            {OBJECTIVES.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="comparison-rate">Send rate, transactions a second</label>
          <input
            id="comparison-rate"
            type="number"
            min="0.1"
            step="any"
            required
            value={rate}
            onInput={({ currentTarget }) => setRate(currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="comparison-seeds">Searches of each strategy</label>
          <input
            id="comparison-seeds"
            type="number"
            min="1"
            max="200"
            required
            value={seeds}
            onInput={({ currentTarget }) => setSeeds(currentTarget.value)}
          />
        </div>
      </div>
      <div class="row">
        <button type="submit" class="primary" disabled={busy !== undefined}>
          Compare the ways to search
        </button>
        <span role="status">{busy}</span>
      </div>
      {problem && <Failed problem={problem} />}
    </form>
  );
}
