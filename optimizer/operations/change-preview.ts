import type { Cut } from '../cutmodel/cut.js';
import type { Administrator } from '../domain/channel-updates.js';
import type { ChannelState } from '../domain/channel-config.js';
import { explainSettings } from '../domain/consensus-settings.js';
import type { Expected } from '../domain/recommendation.js';
import { sameSettings, SETTING_NAMES, type OrdererSettings, type SettingName } from '../domain/settings.js';
import type { SignatureRequirement } from '../domain/update-inspection.js';

/** What is expected of one of the two settings. */
export interface ExpectedSide {
  /** Absent where no model tells. */
  readonly predicted?: Expected | undefined;
  /** How blocks are cut, by the closed form. */
  readonly cut: Pick<Cut, 'by' | 'meanWaitMs' | 'p95WaitMs' | 'blockTransactions' | 'blocksPerS'>;
}

export interface Expectation {
  /** Who predicted: a recommendation, a model, or the closed form of block cutting alone. */
  readonly by: string;
  /** Null where no rate is known: then of a transaction that comes alone. */
  readonly sendRateTps: number | null;
  /** Bytes of a transaction, and whether that was measured on this network. */
  readonly txBytes: number;
  readonly txBytesMeasured: boolean;
  readonly before: ExpectedSide;
  readonly after: ExpectedSide;
  readonly notes: readonly string[];
}

export interface PreviewFacts {
  readonly state: ChannelState;
  readonly after: OrdererSettings;
  /** What forbids the change. */
  readonly broken: readonly string[];
  /** By the channel's own policy; undefined where there is nothing to sign. */
  readonly requirement?: SignatureRequirement | undefined;
  /** Administrators whose keys are at hand. */
  readonly administrators: readonly Administrator[];
  /** Undefined where nothing changes. */
  readonly expected?: Expectation | undefined;
}

/** One document that tells what a change would do, before it is made. */
export interface ChangePreview {
  readonly dryRun: true;
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  readonly changes: boolean;
  /** Config sequence of the channel. */
  readonly sequence: number;
  readonly consensus: ChannelState['consensus'];
  readonly differences: readonly {
    readonly setting: SettingName;
    readonly from: number;
    readonly to: number;
    /** `to / from`. */
    readonly factor: number;
  }[];
  /** What the change means to the orderers. */
  readonly meaning: readonly string[];
  readonly guardRails: { readonly allowed: boolean; readonly broken: readonly string[] };
  /** Null where there is nothing to sign. */
  readonly signatures:
    | (SignatureRequirement & {
        /** MSP ids that count and for which this installation can sign. */
        readonly here: readonly string[];
        /** How many more organisations have to sign. */
        readonly stillNeeded: number;
      })
    | null;
  readonly expected: Expectation | null;
}

/** What a dry run tells, as one document. */
export function previewChange(facts: PreviewFacts): ChangePreview {
  const { state, after, broken, expected } = facts;
  const { settings: before, sequence, consensus } = state;
  return {
    dryRun: true,
    before,
    after,
    changes: !sameSettings(before, after),
    sequence,
    consensus,
    differences: SETTING_NAMES.filter((name) => before[name] !== after[name]).map((setting) => {
      const [from, to] = [before[setting], after[setting]];
      return { setting, from, to, factor: to / from };
    }),
    meaning: explainSettings(consensus, before, after),
    guardRails: { allowed: broken.length === 0, broken },
    signatures: signaturesOf(facts),
    expected: expected ?? null,
  };
}

function signaturesOf({ requirement, administrators }: PreviewFacts): ChangePreview['signatures'] {
  if (!requirement) return null;
  const own = new Set(administrators.map(({ mspId }) => mspId));
  const here = requirement.organisations.filter((mspId) => own.has(mspId));
  return { ...requirement, here, stillNeeded: Math.max(0, requirement.needed - here.length) };
}
