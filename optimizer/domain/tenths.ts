/**
 * Progress in tenths, however often the work tells how far it is.
 * @param tell - called with 1 to 10 when that many tenths are done, each once
 * @returns what the work calls with the share that is done, from 0 to 1
 */
export function everyTenth(tell: (tenths: number) => void): (share: number) => void {
  let told = 0;
  return (share) => {
    const tenths = Math.floor(10 * share);
    if (tenths <= told) return;
    told = tenths;
    tell(tenths);
  };
}
