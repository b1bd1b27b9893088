import type { ComponentType } from 'preact';
import type { Role } from '../../domain/actor.js';
import type { Me } from '../api-views.js';
import { CHANGE_PAGES } from './pages-change.js';

/** What every page is given. */
export interface PageProps {
  /** Parts of the address behind the page's name. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
  /** Who looks at it. */
  readonly me: Me;
}

export interface PageEntry {
  /** First part of the address. */
  readonly name: string;
  readonly title: string;
  /** Least role that has anything to see here. */
  readonly role?: Role;
  /** Its code is loaded when it is opened first. */
  readonly load: () => Promise<ComponentType<PageProps>>;
}

/** In the order of the menu. */
export const PAGES: readonly PageEntry[] = [
  {
    name: 'overview',
    title: 'Overview',
    load: async () => (await import('../pages/overview/overview-page.js')).OverviewPage,
  },
  {
    name: 'sweeps',
    title: 'Sweeps and jobs',
    load: async () => (await import('../pages/sweeps/sweeps-page.js')).SweepsPage,
  },
  {
    name: 'explorer',
    title: 'Explorer',
    load: async () => (await import('../pages/explorer/explorer-page.js')).ExplorerPage,
  },
  {
    name: 'models',
    title: 'Models',
    load: async () => (await import('../pages/models/models-page.js')).ModelsPage,
  },
  ...CHANGE_PAGES,
];
