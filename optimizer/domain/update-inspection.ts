import type { OrdererSettings, SettingsChange } from './settings.js';

/** One element of a channel configuration that an update writes. */
export interface ConfigElementChange {
  /** Such as `/Channel/Orderer/BatchSize`. */
  readonly path: string;
  readonly kind: 'value' | 'policy' | 'group';
  /** Version that the element will have; it has to be one more than what is on the channel, or 0 if new. */
  readonly version: number;
  /** The new content in words, where this program knows how to read it. */
  readonly content?: string | undefined;
  /** Whether it is one of the ordering settings, and so this program's business. */
  readonly isOrderingSetting: boolean;
}

/** What the bytes of an update really change, read without any network. */
export interface DecodedUpdate {
  readonly channel: string;
  readonly changes: readonly ConfigElementChange[];
  /** The ordering settings that the bytes write. */
  readonly settings: SettingsChange;
  /** Reasons not to sign these bytes, whoever asks: other elements, a hard limit. Empty if there is none. */
  readonly faults: readonly string[];
}

export const SIGNATURE_PROBLEMS = [
  'malformed',
  'unknown-organisation',
  'untrusted-certificate',
  'expired-certificate',
  'revoked-certificate',
  'wrong-role',
  'high-s',
  'wrong-signature',
  'duplicate',
] as const;
export type SignatureProblem = (typeof SIGNATURE_PROBLEMS)[number];

export interface SignatureCheck {
  /** Undefined if not even that can be read. */
  readonly mspId?: string | undefined;
  /** Common name in the certificate. */
  readonly name?: string | undefined;
  /** Undefined if the signature counts. */
  readonly problem?: { readonly kind: SignatureProblem; readonly message: string } | undefined;
}

/** Who has to sign a change, by the channel's own policy. */
export interface SignatureRequirement {
  /** Such as `/Channel/Orderer/Admins`. */
  readonly policy: string;
  /** In words, such as `administrators of 2 of RegulatorMSP, TsoOrdererMSP, DsoOrdererMSP`. */
  readonly rule: string;
  /** MSP ids whose administrators count. */
  readonly organisations: readonly string[];
  /** How many of them are needed. */
  readonly needed: number;
}

/** An update and its signatures, judged against the channel as it is now. */
export interface UpdateStanding {
  readonly decoded: DecodedUpdate;
  readonly inForce: OrdererSettings;
  readonly configSequence: number;
  /** Why the update can never be taken any more; undefined while it still fits the channel. */
  readonly stale?: string | undefined;
  readonly requirement: SignatureRequirement;
  /** In the order of the signatures given. */
  readonly signatures: readonly SignatureCheck[];
  /** MSP ids with a signature that counts. */
  readonly signedBy: readonly string[];
  /** MSP ids that could still sign, while too few have; empty once the policy is met. */
  readonly missing: readonly string[];
  readonly satisfied: boolean;
}
