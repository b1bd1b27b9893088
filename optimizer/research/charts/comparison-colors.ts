import type { Contender } from '../../domain/comparison.js';

/** The same colour for a contender in every chart; what it is compared with stands back. */
export const CONTENDER_COLOR: Readonly<Record<Contender, string>> = {
  fabricDefault: 'var(--baseline)',
  thesisBaseline: 'var(--parts-1)',
  bestStaticOfGrid: 'var(--parts-2)',
  randomSearch: 'var(--parts-4)',
  gridtune: 'var(--recommended)',
};

/** As people read it. */
export const CONTENDER_NAME: Readonly<Record<Contender, string>> = {
  fabricDefault: 'Fabric default',
  thesisBaseline: 'thesis baseline',
  bestStaticOfGrid: 'best of grid',
  randomSearch: 'random search',
  gridtune: 'gridtune',
};
