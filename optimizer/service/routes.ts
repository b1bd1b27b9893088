import { applicationRoutes } from './resources/applications.js';
import { auditRoutes } from './resources/audit.js';
import { meRoutes } from './resources/me.js';
import { modelFitRoutes } from './resources/model-fit.js';
import { modelRoutes } from './resources/models.js';
import { predictionRoutes } from './resources/predictions.js';
import { proposalRoutes } from './resources/proposals.js';
import { recommendationRoutes } from './resources/recommendations.js';
import { rollbackRoutes } from './resources/rollbacks.js';
import { tokenRoutes } from './resources/tokens.js';
import { verificationRoutes } from './resources/verifications.js';
import type { Route } from './route.js';

/** Everything below /api/v1, in the order of the document. */
export const routes: readonly Route[] = [
  ...modelRoutes,
  ...modelFitRoutes,
  ...predictionRoutes,
  ...recommendationRoutes,
  ...applicationRoutes,
  ...auditRoutes,
  ...meRoutes,
  ...proposalRoutes,
  ...rollbackRoutes,
  ...verificationRoutes,
  ...tokenRoutes,
];
