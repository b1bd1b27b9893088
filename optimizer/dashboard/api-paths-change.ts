import type { Recommendation } from '../domain/recommendation.js';
import type { ById, PageOf, PageQuery, Read } from './api-types.js';

/** Recommendations, applications, proposals, comparisons, audit, schedules and tokens. */
export interface ChangePaths {
  '/recommendations': { get: Read<PageOf<Recommendation>, undefined, PageQuery> };
  '/recommendations/{id}': { get: Read<Recommendation, ById> };
}
