import type { VNode } from 'preact';
import type { PageProps } from '../../shell/pages.js';
import { ApplicationDetailView } from './application-detail.js';
import { ApplicationList } from './application-list.js';
import { ChangeJob } from './change-job.js';

/** Changes of the channel: all of them, one of them, or the job that makes one now. */
export function ApplicationsPage({ rest, me }: PageProps): VNode {
  const [first, second] = rest;
  if (first === 'job' && second !== undefined) return <ChangeJob key={second} id={second} me={me} />;
  if (first !== undefined) return <ApplicationDetailView key={first} id={first} me={me} />;
  return <ApplicationList />;
}
