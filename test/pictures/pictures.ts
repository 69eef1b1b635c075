import { join } from 'node:path';
import type { Synthesis } from '../infra/synthesis';
import { wholeStory } from '../local/story/scenes';
import { drawArchitecture } from './architecture';
import { drawDashboard } from './dashboard';
import { factsOf } from './stack';
import { figuresOf, foretell } from './story';
import { drawRun, transcript } from './terminal';
import { widgetsOf } from './widgets';

/** The command whose output is drawn, and the amount of its story. */
export const COMMAND = 'npm start';
export const STORY = wholeStory('579.45');

const NAMES = ['architecture', 'run', 'dashboard'] as const;

export type Pictures = Readonly<Record<(typeof NAMES)[number], string>>;

/** The files of the pictures by their names. */
export const FILES = Object.fromEntries(
  NAMES.map((name) => [name, join(__dirname, `${name}.svg`)]),
) as Pictures;

/** @param output what the command printed, or the transcript of it */
export function draw(synthesis: Synthesis, output: string): Pictures {
  return {
    architecture: drawArchitecture(factsOf(synthesis)),
    run: drawRun(COMMAND, transcript(output)),
    dashboard: drawDashboard(widgetsOf(synthesis), figuresOf(foretell(STORY))),
  };
}
