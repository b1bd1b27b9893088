import type { VNode } from 'preact';
import type { ModelRecord, Scores } from '../../../domain/model-record.js';
import { answerOf, api } from '../../api.js';
import { type Me, FIGURE_NAMES } from '../../api-views.js';
import { clock, count, duration, figure, pct, withUnit } from '../../format.js';
import { ActionButton } from '../../parts/action.js';
import { Card, Facts, Grid, PageHeading } from '../../parts/layout.js';
import { Show } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';
import { useResource } from '../../use-resource.js';
import { FitCard } from './fit-card.js';
import { LearningCards } from './learning-cards.js';
import { ModelStatusBadge } from './model-status.js';

/** One model: what it was made from, how it does, and what it is for. */
export function ModelDetail({ id, me }: { readonly id: string; readonly me: Me }): VNode {
  const model = useResource(id, () => answerOf(api.GET('/models/{id}', { params: { path: { id } } })));
  return (
    <>
      <PageHeading title={`Model ${id}`}>
        <a href={hrefOf(['models'])}>All models</a>
      </PageHeading>
      <Show of={model} what="the model">
        {(data) => (
          <Grid>
            <StatusCard model={data} me={me} reload={model.reload} />
            <LineageCard model={data} />
            <ScoresCard model={data} />
            <FitCard id={id} />
            <LearningCards model={data} />
          </Grid>
        )}
      </Show>
    </>
  );
}

function StatusCard({
  model,
  me,
  reload,
}: {
  readonly model: ModelRecord;
  readonly me: Me;
  readonly reload: () => void;
}): VNode {
  const { id, status, statusReason, statusAt } = model;
  const params = { path: { id } };
  const mayDecide = mayActAs(me.role, 'approver');
  return (
    <Card title="Status">
      <p>
        <ModelStatusBadge status={status} /> since {clock(statusAt)}: {statusReason}
      </p>
      {status === 'champion' && (
        <p>
          It answers wherever no model is named: predictions, recommendations, what is expected of live
          transactions.
        </p>
      )}
      <div class="row no-print">
        <a class="button" href={hrefOf(['explorer'], { model: id })}>
          Explore what it expects
        </a>
        {mayDecide && status !== 'champion' && (
          <ActionButton
            kind="primary"
            said="The model is in charge now"
            call={() => answerOf(api.POST('/models/{id}/promotion', { params }))}
            done={reload}
          >
            Put it in charge
          </ActionButton>
        )}
        {mayDecide && status !== 'retired' && (
          <ActionButton
            kind="danger"
            said="The model is retired now"
            call={() => answerOf(api.POST('/models/{id}/retirement', { params }))}
            done={reload}
          >
            Retire it
          </ActionButton>
        )}
      </div>
      {!mayDecide && <p class="soft">Approvers put models in charge and retire them.</p>}
    </Card>
  );
}

function LineageCard({ model }: { readonly model: ModelRecord }): VNode {
  const { rows, roundIds, priorModelId } = model;
  return (
    <Card title="What it was made from">
      <Facts
        rows={[
          ['Made', clock(model.createdAt)],
          ['Kind', model.kind],
          ['Network', model.networkId ?? 'imported rows alone'],
          [
            'Rows',
            `${count(rows.train)} to learn, ${count(rows.validation)} to stop, ${count(rows.test)} to score`,
          ],
          ['Rounds', count(roundIds.length)],
          ['Sweeps', sweepsOf(roundIds)],
          [
            'Started from',
            priorModelId === undefined ? undefined : (
              <a href={hrefOf(['models', priorModelId])}>{priorModelId}</a>
            ),
          ],
          ['Rows’ hash', <code>{model.datasetHash}</code>],
          ['Code', <code>{model.codeVersion}</code>],
          ['Seed, backend', `${model.seed}, ${model.backend}`],
          ['Training took', duration(1000 * model.trainSeconds)],
          ['File', <code>{model.file.name}</code>],
        ]}
      />
    </Card>
  );
}

/** The id of a round begins with that of its sweep. */
function sweepsOf(roundIds: readonly string[]): VNode | undefined {
  const ids = [
    ...new Set(roundIds.flatMap((id) => (id.split('/').length === 3 ? [id.split('/')[0] ?? ''] : []))),
  ];
  if (ids.length === 0) return undefined;
  const [shown, more] = [ids.slice(0, 6), ids.length - 6];
  return (
    <>
      {shown.map((id, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <a href={hrefOf(['sweeps', id])}>{id}</a>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

const FIGURE_TITLES = {
  throughputTps: { title: 'Throughput', unit: 'tps' },
  latencyMeanMs: { title: 'Mean latency', unit: 'ms' },
  latencyP95Ms: { title: 'p95 latency', unit: 'ms' },
} as const;

const OWN = 'this model';
const BASELINES: Readonly<Record<string, string>> = {
  trainingMean: 'mean of what was learnt from',
  nearestPoint: 'nearest measured point',
  constantShare: 'constant share of the rate',
  cutModel: 'closed form of block cutting',
  plainAnn3x20x2: 'plain network 3-20-2',
};

function ScoresCard({ model }: { readonly model: ModelRecord }): VNode {
  const { scores, baselines, noiseFloor = {} } = model;
  const floor = FIGURE_NAMES.flatMap((name) =>
    noiseFloor[name] === undefined
      ? []
      : [`${pct(noiseFloor[name])} in ${FIGURE_TITLES[name].title.toLowerCase()}`],
  );
  const all: readonly (readonly [string, Scores])[] = [[OWN, scores], ...Object.entries(baselines)];
  const rows = FIGURE_NAMES.flatMap((name) =>
    all.flatMap(([who, each]) => (each[name] ? [{ name, who, score: each[name] }] : [])),
  );
  return (
    <Card title="Errors on rows that it never saw" wide>
      <Table
        caption="Scores beside simple baselines"
        rows={rows}
        keyOf={({ name, who }) => `${name}/${who}`}
        columns={[
          { title: 'Figure', heading: true, cell: ({ name }) => FIGURE_TITLES[name].title },
          { title: 'Who', cell: ({ who }) => (who === OWN ? <b>{who}</b> : (BASELINES[who] ?? who)) },
          { title: 'Mean error', numeric: true, cell: ({ score }) => pct(score.mapePct) },
          { title: 'Median error', numeric: true, cell: ({ score }) => pct(score.medianApePct) },
          {
            title: 'Mean absolute',
            numeric: true,
            cell: ({ name, score }) => withUnit(score.mae, FIGURE_TITLES[name].unit),
          },
          { title: 'R²', numeric: true, cell: ({ score }) => (score.r2 === null ? '–' : figure(score.r2)) },
          {
            title: 'Inside 90 % interval',
            numeric: true,
            cell: ({ score }) => pct(score.coverage90Pct ?? undefined),
          },
        ]}
      />
      {floor.length > 0 && (
        <p class="soft">
          Rounds of the same settings differ from each other by {floor.join(', ')}: no model can be expected
          to come closer.
        </p>
      )}
    </Card>
  );
}
