import { z } from 'zod';

/** Each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export function mayActAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Who asks for something: the bearer of a token, a schedule, or the command line of this machine. */
export const actorSchema = z
  .strictObject({
    kind: z.enum(['token', 'schedule', 'command-line']),
    /** Of the token or schedule; the user's name on the command line. */
    id: z.string().min(1),
    /** As people read it. */
    name: z.string().min(1),
    role: roleSchema,
  })
  .readonly();
export type Actor = z.infer<typeof actorSchema>;

/** As records and messages name an actor: `token night-shift (t-9f3c)`. */
export function describeActor({ kind, id, name }: Actor): string {
  return `${kind} ${name} (${id})`;
}
