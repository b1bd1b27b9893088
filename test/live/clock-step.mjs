// Preloaded into the program under test and its workers: after six seconds their system clock is ten minutes behind. Fabric itself refuses messages that are more than 15 minutes old.
const STEP_AFTER_MS = 6000;
const STEP_MS = -600_000;
const RealDate = Date;
const shift = () => (performance.now() > STEP_AFTER_MS ? STEP_MS : 0);

globalThis.Date = class extends RealDate {
  constructor(...parameters) {
    if (parameters.length === 0) super(RealDate.now() + shift());
    else super(...parameters);
  }

  static now() {
    return RealDate.now() + shift();
  }
};
