import type { Recommendation } from '../../domain/recommendation.js';
import { describeSettings } from '../../domain/settings.js';
import { counted, plain } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { changeWords, gainWords, goalWords, percent } from './words.js';

/** What to do, why, and what speaks against relying on it. */
export function headlineSection(recommendation: Recommendation): Html {
  const { decision, load, warnings, candidates } = recommendation;
  const stays = decision === 'stay';
  return html`<section class="answer">
    <p class="badge ${stays ? '' : 'good'}">${stays ? 'Stay where you are' : 'Change recommended'}</p>
    <p class="lead">${leadSentence(recommendation)}</p>
    <p>
      ${goalSentence(recommendation)} for a ${load.workload} load of ${plain(load.sendRateTps)} tps
      (transactions per second). The model compared ${counted(candidates, 'candidate setting')}.
    </p>
    ${
      warnings.length > 0
        ? html`<ul class="warnings">
            ${warnings.map((warning) => html`<li>${warning}</li>`)}
          </ul>`
        : ''
    }
  </section>`;
}

function leadSentence({ decision, current, settings, reason, ...rest }: Recommendation): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  if (decision === 'stay') return `Keep ${describeSettings(current)}${why}.`;
  const { expectedGain, probabilityBetter } = rest;
  const gain = expectedGain ? ` Expected: ${gainWords(expectedGain)}` : '';
  const chance =
    gain !== '' && probabilityBetter !== undefined
      ? `, better than what is in force with a probability of ${percent(probabilityBetter)}`
      : '';
  return `Change ${changeWords(current, settings)}${why}.${gain}${chance}${gain === '' ? '' : '.'}`;
}

function goalSentence({ goal, objective }: Recommendation): string {
  return `The goal was ${goal ? goalWords(goal) : objective}`;
}
