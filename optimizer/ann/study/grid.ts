import type { StudyChoice } from '../../domain/study.js';
import type { Activation } from '../network-activation.js';

/** A place of the grid whose activation the networks know. */
export type GridChoice = StudyChoice & { readonly activation: Activation };

export interface StudyGrid {
  readonly hidden: readonly (readonly number[])[];
  readonly learningRates: readonly number[];
  readonly activations: readonly Activation[];
}

/**
 * The thesis names what it searched over, not the values: these go from half to four times its neurons, around
 * the learning rate of 0.01 in steps of three, over the activations of its time, with one deeper network.
 */
export const STUDY_GRID: StudyGrid = {
  hidden: [[5], [10], [20], [40], [20, 20]],
  learningRates: [0.003, 0.01, 0.03],
  activations: ['tanh', 'sigmoid', 'relu'],
};

/** The published shape, with the activation and learning rate of our plain network. */
export const REFERENCE: GridChoice = { hidden: [20], learningRate: 0.01, activation: 'tanh' };

export function choicesOf({ hidden, learningRates, activations }: StudyGrid): GridChoice[] {
  return hidden.flatMap((layers) =>
    activations.flatMap((activation) =>
      learningRates.map((learningRate) => ({ hidden: layers, learningRate, activation })),
    ),
  );
}
