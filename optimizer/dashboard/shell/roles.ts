import type { Actor, Role } from '../../domain/actor.js';

export type { Actor, Role };

// The domain's own list would bring its whole validation into the browser.
const ASCENDING: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

/** Whether `role` may do what `needed` may. The service decides; this only spares people a refusal. */
export function mayActAs(role: Role, needed: Role): boolean {
  return ASCENDING.indexOf(role) >= ASCENDING.indexOf(needed);
}
