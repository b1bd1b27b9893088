import { modelFitRoutes } from './resources/model-fit.js';
import { modelRoutes } from './resources/models.js';
import { predictionRoutes } from './resources/predictions.js';
import { recommendationRoutes } from './resources/recommendations.js';
import { tokenRoutes } from './resources/tokens.js';
import type { Route } from './route.js';

/** Everything below /api/v1, in the order of the document. */
export const routes: readonly Route[] = [
  ...modelRoutes,
  ...modelFitRoutes,
  ...predictionRoutes,
  ...recommendationRoutes,
  ...tokenRoutes,
];
