import type { JobStatus, Job } from '../domain/job.js';
import type { ById, Me, PageOf, PageQuery, Read, Write } from './api-types.js';
import type { ChangePaths } from './api-paths-change.js';
import type { MeasurePaths } from './api-paths-measure.js';

/** What the page asks of the service, path by path. */
export type Paths = CommonPaths & MeasurePaths & ChangePaths;

interface CommonPaths {
  '/me': { get: Read<Me> };
  '/jobs': { get: Read<PageOf<Job>, undefined, PageQuery & { kind?: string; status?: JobStatus }> };
  '/jobs/{id}': { get: Read<Job, ById> };
  '/jobs/{id}/cancellation': { post: Write<Job, ById> };
  '/jobs/{id}/approvals': { post: Write<Job, ById> };
  '/jobs/{id}/retry': { post: Write<Job, ById> };
}
