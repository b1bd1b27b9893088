/** What the set-up of the live network hands to every live suite. */
export interface LiveContext {
  /** GRIDTUNE_HOME of the network that all live suites share. */
  home: string;
  /** The embedded document store's program. */
  docstoreBinary: string;
}

declare module 'vitest' {
  interface ProvidedContext extends LiveContext {}
}
