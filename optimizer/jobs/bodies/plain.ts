/** A document as JSON has it: without what is undefined, so that it is stored as it is printed. */
export function plain(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy: Readonly<Record<string, unknown>> = JSON.parse(JSON.stringify(document));
  return copy;
}
