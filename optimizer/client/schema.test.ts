import { expect, it } from 'vitest';
import { routesDigest } from '../service/openapi-digest.js';
import { routes } from '../service/routes.js';
import { DOCUMENT_SHA256 } from './schema.js';

it("the client's types are those of the routes; else run: npm run generate:client", () => {
  expect(DOCUMENT_SHA256).toBe(routesDigest(routes));
});
