import type { AuditTrail, TrailEntry } from '../../optimizer/domain/audit.js';

/** Keeps what was told. */
export class AuditDouble implements AuditTrail {
  readonly entries: TrailEntry[] = [];
  /** Called before an entry is kept; may throw. */
  before: (entry: TrailEntry) => void = () => undefined;

  async record(entry: TrailEntry): Promise<void> {
    this.before(entry);
    this.entries.push(entry);
  }

  /** Actions of one subject, in order. */
  actionsOf(subjectId: string): string[] {
    return this.entries.flatMap((entry) => (entry.subjectId === subjectId ? [entry.action] : []));
  }
}
