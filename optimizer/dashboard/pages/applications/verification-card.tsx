import type { VNode } from 'preact';
import type { Interval } from '../../../domain/application.js';
import { answerOf, api } from '../../api.js';
import type { Me, ApplicationDetail, Verification } from '../../api-views.js';
import { useOneClick } from '../../components/use-one-click.js';
import { clock, figure } from '../../format.js';
import { Badge, Card } from '../../parts/layout.js';
import { Failed } from '../../parts/states.js';
import { Table, type Column } from '../../parts/table.js';
import { hrefOf } from '../../route.js';
import { mayActAs } from '../../shell/roles.js';

/** What measuring before and after in turn came to, with the button that has it measured. */
export function VerificationCard({
  application: { id, status, verifications },
  me,
}: {
  readonly application: ApplicationDetail;
  readonly me: Me;
}): VNode {
  const { busy, problem, run } = useOneClick('The verification was asked for');
  const begin = async (): Promise<void> => {
    const body = { applicationId: id };
    const job = await run(body, (header) =>
      answerOf(api.POST('/verifications', { body, params: { header } })),
    );
    if (job) location.hash = hrefOf(['applications', 'job', job.id]);
  };
  return (
    <Card title="Measured before against after">
      {verifications.length === 0 && <p class="soft">Not measured yet.</p>}
      {verifications.map((each) => (
        <Measured key={each.id} verification={each} />
      ))}
      {status === 'verified' && mayActAs(me.role, 'approver') && (
        <>
          <p>
            Alternating rounds of both settings take about a minute of the channel; what is worse is taken
            back.
          </p>
          <button type="button" disabled={busy !== undefined} onClick={() => void begin()}>
            Measure both now
          </button>
          <span role="status">{busy}</span>
        </>
      )}
      {problem && <Failed problem={problem} />}
    </Card>
  );
}

interface Row extends Interval {
  readonly name: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Figure', heading: true, cell: ({ name }) => name },
  { title: 'After minus before', numeric: true, cell: ({ mean }) => figure(mean) },
  { title: '95 % interval', numeric: true, cell: ({ low, high }) => `${figure(low)} to ${figure(high)}` },
  {
    title: 'Change',
    numeric: true,
    cell: ({ changePct }) => `${changePct > 0 ? '+' : ''}${figure(changePct)} %`,
  },
];

function Measured({ verification }: { readonly verification: Verification }): VNode {
  const { startedAt, verdict, reason, comparison } = verification;
  const rows = comparison && [
    { name: 'throughput, tps', ...comparison.throughputTps },
    { name: 'mean latency, ms', ...comparison.latencyMeanMs },
    { name: '95th percentile, ms', ...comparison.latencyP95Ms },
  ];
  return (
    <>
      <p>
        <Badge kind={verdict === 'kept' ? 'good' : 'bad'}>
          {verdict === 'kept' ? 'kept' : 'rolled back'}
        </Badge>{' '}
        {clock(startedAt)}: {reason}
      </p>
      {rows && (
        <Table
          caption={`Verification of ${clock(startedAt)}`}
          columns={COLUMNS}
          rows={rows}
          keyOf={({ name }) => name}
        />
      )}
    </>
  );
}
