import type { BrowserProgram } from './browser-program.js';
import type { ServedPage } from './serve.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Chromium, unpacked for this run. */
    browserProgram: BrowserProgram;
    /** The service that all browser tests look at. */
    served: ServedPage;
  }
}
