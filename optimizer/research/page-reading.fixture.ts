/** How tests read a page; nothing of the program uses it. */

/** The page as a reader sees it: no markup, entities resolved, white space folded. */
export function textOf(page: string): string {
  const body = page.slice(Math.max(0, page.indexOf('<body>')));
  return body
    .replaceAll(/<title>.*?<\/title>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,:;)])/g, '$1');
}

/** The markup of one section. */
export function sectionOf(page: string, heading: string): string {
  const from = page.indexOf(`<h2>${heading}</h2>`);
  return page.slice(from, page.indexOf('</section>', from));
}

/** Dots and rings of the drawings. */
export const marks = (markup: string): number => markup.match(/<circle /g)?.length ?? 0;
