import type { VNode } from 'preact';
import type { PageProps } from '../../shell/pages.js';
import { JobDetail } from './job-detail.js';
import { NewSweep } from './new-sweep.js';
import { SweepDetail } from './sweep-detail.js';
import { WorkLists } from './work-lists.js';

/** What was measured and what else was asked for: `sweeps`, `sweeps/new`, `sweeps/<id>`, `sweeps/jobs/<id>`. */
export function SweepsPage({ rest: [first, second], me }: PageProps): VNode {
  if (first === undefined) return <WorkLists me={me} />;
  if (first === 'new') return <NewSweep me={me} />;
  if (first === 'jobs' && second !== undefined) return <JobDetail key={second} id={second} me={me} />;
  return <SweepDetail key={first} id={first} me={me} />;
}
