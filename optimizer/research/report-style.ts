import { HEAT, inksOn, ORDERED, PARTS } from './charts/palette.js';

const scale = (name: string, colors: readonly string[]): string =>
  colors.map((color, index) => `--${name}-${index}: ${color};`).join(' ');

/** The look of the report. Dark colours are for screens alone: paper is white. */
export const REPORT_CSS = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --soft: #5a6575; --line: #dde2e9; --shade: #f5f7fa;
  --good: #0b6e5f; --good-ground: #e2f3ef; --bad: #9a4a00; --bad-ground: #fdf0e2;
  --baseline: #7a828e; --recommended: #0b66b5; --mark: #0b4f9c; --plot-background: #ffffff;
  ${scale('ordered', ORDERED.light)}
  ${scale('heat', HEAT.light)} ${scale('parts', PARTS.light)}
  ${scale('heat-ink', inksOn(HEAT.light))} ${scale('ordered-ink', inksOn(ORDERED.light))}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --ink: #e3e8ef; --soft: #9ba7b6; --line: #2f3845; --shade: #1b212a;
    --good: #6fd3c0; --good-ground: #12302c; --bad: #f5b071; --bad-ground: #3a2511;
    --baseline: #98a2b0; --recommended: #5cb0ff; --mark: #9cd0ff; --plot-background: #14181f;
    ${scale('ordered', ORDERED.dark)}
    ${scale('heat', HEAT.dark)} ${scale('parts', PARTS.dark)}
  ${scale('heat-ink', inksOn(HEAT.dark))} ${scale('ordered-ink', inksOn(ORDERED.dark))}
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
header, main { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 40px; }
header p { margin: 4px 0 0; color: var(--soft); font-size: 14px; }
main { padding-bottom: 56px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 10px; font-size: 20px; line-height: 1.3; }
h3 { margin: 0 0 2px; font-size: 15px; font-weight: 600; }
p { margin: 0 0 14px; max-width: 76ch; }
section { margin-top: 40px; padding-top: 26px; border-top: 1px solid var(--line); }
section.answer { margin-top: 24px; padding-top: 0; border: 0; }
.badge {
  display: inline-block; margin: 0 0 12px; padding: 3px 12px; border-radius: 4px;
  font-size: 14px; font-weight: 650; background: var(--shade); color: var(--ink);
}
.badge.good { background: var(--good-ground); color: var(--good); }
.badge.bad { background: var(--bad-ground); color: var(--bad); }
.lead { font-size: 19px; line-height: 1.5; max-width: 70ch; overflow-wrap: anywhere; }
.warnings { padding: 10px 14px 10px 32px; background: var(--bad-ground); color: var(--bad); border-radius: 4px; }
p.warnings { padding-left: 14px; }
.note { color: var(--soft); font-size: 14px; }
ul.plain { margin: 0 0 14px; padding-left: 20px; }
.scroll { overflow-x: auto; margin: 0 0 18px; }
table { border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums; }
caption { padding: 0 0 6px; text-align: left; color: var(--soft); font-size: 14px; }
th, td { padding: 7px 14px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--soft); font-size: 13px; font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
.num { text-align: right; }
td.num { white-space: nowrap; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(430px, 100%), 1fr)); gap: 0 32px; }
.tables tbody tr:first-child > * { font-weight: 650; }
.tables th, .tables td { padding-left: 8px; padding-right: 8px; }
.tables th:first-child { padding-left: 0; }
figure { margin: 22px 0 34px; }
figcaption { margin-top: 10px; max-width: 82ch; color: var(--soft); font-size: 14px; }
figcaption b { color: var(--ink); }
.panels { display: grid; gap: 18px 24px; }
.panels.one { grid-template-columns: minmax(0, 470px); }
.wide .panels.one { grid-template-columns: minmax(0, 640px); }
.figure-note { margin: 0; color: var(--soft); font-size: 14px; }
.panels.two { grid-template-columns: repeat(auto-fit, minmax(min(330px, 100%), 470px)); }
.panels.three { grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); }
.panel { break-inside: avoid; }
.plot { font-size: 12px; display: block; width: 100%; height: auto; overflow: visible; }
.plot text { white-space: pre; }
.plot .rounds circle:hover { stroke: currentColor; stroke-width: 2px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-bottom: 10px; font-size: 14px; color: var(--soft); }
.legend ul { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0; padding: 0; list-style: none; color: var(--ink); }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { width: 12px; height: 12px; border-radius: 50%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.scale .swatch { width: 22px; border-radius: 0; box-shadow: 0 0 0 1px var(--line); }
.squares .swatch { border-radius: 2px; }
.legend svg { width: 16px; height: 16px; }
.ramp { position: relative; flex: 0 1 360px; min-width: 240px; height: 34px; margin-top: 4px; }
.ramp div { height: 12px; border-radius: 2px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.ramp span { position: absolute; top: 12px; padding-top: 2px; transform: translateX(-50%); font-size: 12px; white-space: nowrap; }
.ramp span::before { content: ""; position: absolute; top: 0; left: 50%; height: 4px; border-left: 1px solid currentColor; }
.panels.fitted { display: flex; flex-wrap: wrap; gap: 18px 24px; }
.fitted .panel { flex: 1 1 calc(0.78 * var(--panel)); max-width: min(calc(1.1 * var(--panel)), 100%); }
.beside { display: flex; flex-wrap: wrap; gap: 0 40px; }
.beside figure { flex: 1 1 280px; min-width: 0; }
.beside figure + figure { flex: 2 1 480px; }
@media (max-width: 560px) { .beside figure, .beside figure + figure { flex-basis: 100%; } }
.findings { margin: 0 0 20px; padding: 0; list-style: none; max-width: 82ch; }
.findings li { padding: 10px 14px; margin: 0 0 8px; background: var(--shade); border-left: 3px solid var(--recommended); border-radius: 2px; overflow-wrap: anywhere; }
h3.apart { margin: 24px 0 6px; }
.answer .facts { margin-bottom: 22px; }
details { margin: 0 0 14px; }
summary { cursor: pointer; padding: 6px 0; font-weight: 600; }
.rounds-table table { font-size: 13px; }
.rounds-table th, .rounds-table td { padding: 4px 8px; }
.rounds-table th:first-child { padding-left: 0; white-space: nowrap; }
.rounds-table tbody td.text { min-width: 16ch; }
.facts { margin: 0; font-size: 15px; }
.facts > div { display: grid; grid-template-columns: 150px minmax(0, 1fr); gap: 0 16px; padding: 6px 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
table code { overflow-wrap: normal; }
td.text { min-width: 12ch; }
pre { margin: 0; padding: 14px 16px; background: var(--shade); border-radius: 4px; overflow-x: auto; }
@media (max-width: 520px) {
  header, main { padding-left: 14px; padding-right: 14px; }
  header { padding-top: 22px; }
  .lead { font-size: 17px; }
  table { font-size: 13.5px; }
  thead th { font-size: 12px; }
  th, td { padding: 6px; }
  td.num { white-space: normal; }
  .wide .plot { font-size: 15px; }
  .facts > div { grid-template-columns: 1fr; }
}
@media print {
  body { font-size: 10.5pt; }
  header, main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  .panels.two { grid-template-columns: repeat(2, 1fr); }
  .panels.three { grid-template-columns: repeat(3, 1fr); }
  figure, tr, .facts > div { break-inside: avoid; }
  .scroll { overflow: visible; }
  pre { white-space: pre-wrap; }
}
`;
