import type { VNode } from 'preact';
import type { ModelEntry } from '../../api-views.js';
import { Badge, type BadgeKind } from '../../parts/layout.js';

const STATUS_KINDS: Readonly<Record<ModelEntry['status'], BadgeKind>> = {
  champion: 'good',
  candidate: 'accent',
  retired: 'plain',
};

export function ModelStatusBadge({ status }: Pick<ModelEntry, 'status'>): VNode {
  return <Badge kind={STATUS_KINDS[status]}>{status}</Badge>;
}
