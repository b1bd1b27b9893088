import { auditChannel } from '../apply/audit/audit-channel.js';
import type { AuditReport } from '../apply/audit/report.js';
import type { Services } from './services.js';

/** What was done to the channel, as store, ledger and the channel itself tell it; as {@link auditChannel} has it. */
export async function auditReport(services: Services): Promise<AuditReport> {
  return auditChannel({
    store: await services.store(),
    network: await services.network(),
    progress: services.progress,
    openLedger: () => services.tuningLedger(),
    readHistory: () => services.settingsHistory(),
  });
}
