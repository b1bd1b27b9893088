/**
 * Text from bytes that anybody may have made, as one line that shows on a terminal what it is: a control character
 * could hide or forge the lines around it.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
