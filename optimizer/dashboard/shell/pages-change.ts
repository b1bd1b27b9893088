import type { PageEntry } from './pages.js';

/** Pages of what changes something, and of who did. */
export const CHANGE_PAGES: readonly PageEntry[] = [
  {
    name: 'recommendation',
    title: 'Recommendation',
    load: async () => (await import('../pages/recommendation/recommendation-page.js')).RecommendationPage,
  },
  {
    name: 'applications',
    title: 'Changes',
    load: async () => (await import('../pages/applications/applications-page.js')).ApplicationsPage,
  },
  {
    name: 'proposals',
    title: 'Proposals',
    load: async () => (await import('../pages/proposals/proposals-page.js')).ProposalsPage,
  },
  {
    name: 'comparisons',
    title: 'Comparisons',
    load: async () => (await import('../pages/comparisons/comparisons-page.js')).ComparisonsPage,
  },
  {
    name: 'audit',
    title: 'Audit',
    load: async () => (await import('../pages/audit/audit-page.js')).AuditPage,
  },
  {
    name: 'schedules',
    title: 'Schedules',
    load: async () => (await import('../pages/schedules/schedules-page.js')).SchedulesPage,
  },
  {
    name: 'tokens',
    title: 'Tokens',
    role: 'admin',
    load: async () => (await import('../pages/tokens/tokens-page.js')).TokensPage,
  },
];
