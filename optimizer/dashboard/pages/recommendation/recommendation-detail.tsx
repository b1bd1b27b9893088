import type { VNode } from 'preact';
import type { Recommendation } from '../../../domain/recommendation.js';
import type { Me } from '../../api-views.js';
import { changeWords } from '../../changing/change-words.js';
import { figureRows } from '../../changing/side-by-side.js';
import { FiguresTable } from '../../components/figures-table.js';
import { SettingsTable } from '../../components/settings-table.js';
import { clock, counted } from '../../format.js';
import { Card, Grid, PageHeading } from '../../parts/layout.js';
import { Note } from '../../parts/states.js';
import { hrefOf } from '../../route.js';
import { ApplyCard } from './apply-card.js';
import { FrontCard } from './front-card.js';
import { gainWords, goalWords } from './goal-words.js';
import { IntervalChart } from './interval-chart.js';
import { LimitsCard } from './limits-card.js';
import { WhyCard } from './why-card.js';

export function RecommendationDetail({
  recommendation,
  me,
}: {
  readonly recommendation: Recommendation;
  readonly me: Me;
}): VNode {
  const { current, settings, decision, warnings, predicted, predictedCurrent, createdAt } = recommendation;
  const rows = figureRows(predictedCurrent, predicted);
  const stays = decision === 'stay';
  return (
    <>
      <PageHeading title={`Recommendation: ${goalWords(recommendation)}`}>
        Made {clock(createdAt)} · <a href={hrefOf(['recommendation'])}>all recommendations</a>
      </PageHeading>
      <Card title={stays ? 'Stay with what is in force' : 'Change the settings'}>
        <p class="lead">
          {stays ? 'No other settings are expected to be better.' : changeWords(current, settings)}
        </p>
        <Gain recommendation={recommendation} />
        {warnings.length > 0 && (
          <Note kind="warn" title={`What to think of first (${counted(warnings.length, 'warning')})`}>
            <ul>
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Note>
        )}
      </Card>
      <Grid>
        <Card title="Before and after" wide>
          <p class="soft">
            What the model expects of a round (dot), and the range that holds 90 of 100 rounds (bar): bars
            that overlap much promise little.
          </p>
          <IntervalChart rows={rows} />
          <FiguresTable rows={rows} caption="Expected figures" afterTitle="Recommended" />
        </Card>
        <Card title="Settings">
          <SettingsTable
            caption="Settings side by side"
            before={current}
            after={settings}
            afterTitle="Recommended"
          />
        </Card>
        <WhyCard recommendation={recommendation} />
        <LimitsCard recommendation={recommendation} />
        {recommendation.front && <FrontCard front={recommendation.front} recommendation={recommendation} />}
      </Grid>
      {!stays && <ApplyCard recommendation={recommendation} me={me} />}
    </>
  );
}

function Gain({
  recommendation: { expectedGain, probabilityBetter, decision, contender },
}: {
  readonly recommendation: Recommendation;
}): VNode | null {
  if (!expectedGain || probabilityBetter === undefined) return null;
  if (decision === 'stay' && !contender) return null;
  const of = decision === 'stay' ? 'The best other candidate would give' : 'Expected:';
  return (
    <p>
      {of} {gainWords(expectedGain)}; better with a probability of {probabilityBetter.toFixed(2)}.
    </p>
  );
}
