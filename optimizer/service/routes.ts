import { applicationRoutes } from './resources/applications.js';
import { auditRoutes } from './resources/audit.js';
import { comparisonRoutes } from './resources/comparisons.js';
import { datasetRoutes } from './resources/datasets.js';
import { jobRoutes } from './resources/jobs.js';
import { meRoutes } from './resources/me.js';
import { modelFitRoutes } from './resources/model-fit.js';
import { modelRoutes } from './resources/models.js';
import { networkRoutes } from './resources/network.js';
import { planRoutes } from './resources/plans.js';
import { predictionRoutes } from './resources/predictions.js';
import { proposalRoutes } from './resources/proposals.js';
import { recommendationRoutes } from './resources/recommendations.js';
import { resultRoutes } from './resources/results.js';
import { rollbackRoutes } from './resources/rollbacks.js';
import { scheduleRoutes } from './resources/schedules.js';
import { sweepRoutes } from './resources/sweeps.js';
import { tokenRoutes } from './resources/tokens.js';
import { verificationRoutes } from './resources/verifications.js';
import { webhookRoutes } from './resources/webhooks.js';
import type { Route } from './route.js';

/** Everything below /api/v1, in the order of the document. */
export const routes: readonly Route[] = [
  ...networkRoutes,
  ...planRoutes,
  ...sweepRoutes,
  ...resultRoutes,
  ...datasetRoutes,
  ...comparisonRoutes,
  ...modelRoutes,
  ...modelFitRoutes,
  ...predictionRoutes,
  ...recommendationRoutes,
  ...applicationRoutes,
  ...auditRoutes,
  ...jobRoutes,
  ...meRoutes,
  ...proposalRoutes,
  ...rollbackRoutes,
  ...verificationRoutes,
  ...scheduleRoutes,
  ...webhookRoutes,
  ...tokenRoutes,
];
