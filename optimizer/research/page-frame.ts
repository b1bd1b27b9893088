import { clockTime } from './number-format.js';
import { html, trusted, type Html } from './report-html.js';
import { REPORT_CSS } from './report-style.js';

/** One HTML document that needs nothing else: no script, no font, no request. */
export function pageFrame(
  { title, generatedAt }: { readonly title: string; readonly generatedAt: string },
  body: Html,
): Html {
  // The policy makes "no request, no script" a promise that the browser keeps.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="gridtune" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${trusted(REPORT_CSS)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>Made by gridtune, <time datetime="${generatedAt}">${clockTime(generatedAt)}</time></p>
        </header>
        <main>${body}</main>
      </body>
    </html> `;
}
