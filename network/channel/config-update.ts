import { common } from '@hyperledger/fabric-protos';

/**
 * The difference of two configurations as a ConfigUpdate, computed as Fabric's configtxlator does
 * (internal/configtxlator/update/update.go) for the case that matters here: values that change in place.
 * The read set pins the groups on the way at their versions; the write set holds each changed value at the
 * next version. A value that does not change stays out.
 * @returns undefined if nothing differs.
 */
export function computeUpdate(
  channel: string,
  original: common.Config,
  updated: common.Config,
): Uint8Array | undefined {
  const [from, to] = [original.getChannelGroup(), updated.getChannelGroup()];
  if (!from || !to) throw new RangeError('a channel configuration has a channel group');
  const difference = diffGroup(from, to);
  if (!difference) return undefined;
  const update = new common.ConfigUpdate();
  update.setChannelId(channel);
  update.setReadSet(difference.readSet);
  update.setWriteSet(difference.writeSet);
  return update.serializeBinary();
}

interface GroupDifference {
  readonly readSet: common.ConfigGroup;
  readonly writeSet: common.ConfigGroup;
}

function diffGroup(original: common.ConfigGroup, updated: common.ConfigGroup): GroupDifference | undefined {
  requireSameMembers(original, updated);
  const [readSet, writeSet] = [new common.ConfigGroup(), new common.ConfigGroup()];
  readSet.setVersion(original.getVersion());
  writeSet.setVersion(original.getVersion());
  let differs = false;
  for (const [name, value] of original.getValuesMap().entries()) {
    const next = updated.getValuesMap().get(name);
    if (!next || sameBytes(value.getValue_asU8(), next.getValue_asU8())) continue;
    const changed = next.cloneMessage();
    changed.setVersion(value.getVersion() + 1);
    writeSet.getValuesMap().set(name, changed);
    differs = true;
  }
  for (const [name, group] of original.getGroupsMap().entries()) {
    const next = updated.getGroupsMap().get(name);
    const inner = next && diffGroup(group, next);
    if (!inner) continue;
    readSet.getGroupsMap().set(name, inner.readSet);
    writeSet.getGroupsMap().set(name, inner.writeSet);
    differs = true;
  }
  return differs ? { readSet, writeSet } : undefined;
}

/** Adding, removing and re-governing are none of gridtune's business: refuse rather than write half of it. */
function requireSameMembers(original: common.ConfigGroup, updated: common.ConfigGroup): void {
  const keys = (group: common.ConfigGroup): string =>
    [group.getGroupsMap(), group.getValuesMap(), group.getPoliciesMap()]
      .map((map) => [...map.keys()].toSorted().join())
      .join('|');
  if (keys(original) !== keys(updated))
    throw new RangeError('a settings change adds and removes no configuration member');
  if (governance(original) !== governance(updated))
    throw new RangeError(
      'a settings change leaves every policy as it is, and what each element is governed by',
    );
}

/** The group's own policies, and the name of the policy over the group and over each of its values. */
function governance(group: common.ConfigGroup): string {
  const policies = [...group.getPoliciesMap().entries()].map(
    ([name, policy]) => `${name}=${Buffer.from(policy.serializeBinary()).toString('hex')}`,
  );
  const values = [...group.getValuesMap().entries()].map(
    ([name, value]) => `${name}:${value.getModPolicy()}`,
  );
  return [group.getModPolicy(), ...policies.toSorted(), ...values.toSorted()].join('|');
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
