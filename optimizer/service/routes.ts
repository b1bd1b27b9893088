import { tokenRoutes } from './resources/tokens.js';
import type { Route } from './route.js';

/** Everything below /api/v1, in the order of the document. */
export const routes: readonly Route[] = [...tokenRoutes];
