import type { MadeStep, Phase, PlannedStep, Preview, RemediationDetail, StepState } from '../../core/answers.ts';
import { isRunning, type State } from '../../core/workflow.ts';

/** A step as it is shown: what was made of it, or what is planned where it was not begun. */
export interface StepRow {
  key: string;
  title: string;
  /** `planned` before anything of its phase began. */
  state: StepState | 'planned';
  message: string | null;
  started_at: string | null;
  finished_at: string | null;
  planned: PlannedStep | null;
  calls: MadeStep['calls'];
}

/** Steps of one phase, as often as it ran. */
export interface StepGroup {
  phase: Phase;
  /** 0 where it was not begun. */
  round: number;
  rows: StepRow[];
}

const plannedRow = (phase: Phase, step: PlannedStep): StepRow => ({
  key: `${phase} ${step.step_id}`,
  title: step.title,
  state: 'planned',
  message: null,
  started_at: null,
  finished_at: null,
  planned: step,
  calls: [],
});

/** What precedes every change, as the server names it when it runs. */
const preflightRow: StepRow = {
  key: 'execute preflight',
  title: 'Check that all is as it was approved',
  state: 'planned',
  message: null,
  started_at: null,
  finished_at: null,
  planned: null,
  calls: [],
};

const madeRow = (made: MadeStep, planned: readonly PlannedStep[]): StepRow => ({
  // As before it was begun, so that what is open stays open.
  key: made.round === 1 ? `${made.phase} ${made.step_id}` : made.id,
  title: made.title,
  state: made.state,
  message: made.message,
  started_at: made.started_at,
  finished_at: made.finished_at,
  planned: planned.find(({ step_id }) => step_id === made.step_id) ?? null,
  calls: made.calls.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at)),
});

/** Planned steps, with the check that precedes those of a change. */
export const plannedRows = (phase: Phase, steps: readonly PlannedStep[]): StepRow[] => [
  ...(phase === 'execute' ? [preflightRow] : []),
  ...steps.map((step) => plannedRow(phase, step)),
];

/** What of a phase that goes on was not begun. */
const stillPlanned = (phase: Phase, rows: readonly StepRow[], steps: readonly PlannedStep[]): StepRow[] =>
  plannedRows(phase, steps).filter(({ key }) => !rows.some((row) => row.key === key));

/** States in which a change and its verification may still come. */
const BEFORE_THE_END: readonly State[] = ['proposed', 'approved', 'scheduled', 'executing', 'verifying'];

/**
 * The steps of a change in the order they run: as they went, and where they have not begun as they are planned. What
 * never came about of an ended change is left out; so is undoing that was not begun, which `preview` tells.
 */
export function stepGroups(state: State, preview: Preview, steps: readonly MadeStep[]): StepGroup[] {
  const groups: StepGroup[] = [];
  const planned = { execute: preview.steps, verify: preview.verification, undo: preview.undo };
  for (const phase of ['execute', 'verify', 'undo'] as const) {
    const made = steps.filter((step) => step.phase === phase);
    const may_come = phase !== 'undo' && BEFORE_THE_END.includes(state);
    for (const round of [...new Set(made.map((step) => step.round))].toSorted((a, b) => a - b)) {
      const own = made.filter((step) => step.round === round).toSorted((a, b) => a.place - b.place);
      const rows = own.map((step) => madeRow(step, planned[phase]));
      groups.push({ phase, round, rows: [...rows, ...(may_come ? stillPlanned(phase, rows, planned[phase]) : [])] });
    }
    if (made.length === 0 && may_come && planned[phase].length > 0)
      groups.push({ phase, round: 0, rows: plannedRows(phase, planned[phase]) });
  }
  return groups;
}

/** Where a change that runs is, among all its steps that are known: those that are still planned, too. Null when none runs. */
export function currentStep({ state, preview, steps }: Pick<RemediationDetail, 'state' | 'preview' | 'steps'>) {
  if (!isRunning(state)) return null;
  const groups = stepGroups(state, preview, steps);
  const shown = state === 'rolling_back' ? groups.filter(({ phase }) => phase === 'undo').slice(-1) : groups;
  const rows = shown.flatMap((group) => group.rows);
  const index = rows.findIndex((row) => row.state !== 'done');
  const row = rows[index];
  return row ? { place: index + 1, of: rows.length, title: row.title } : null;
}
