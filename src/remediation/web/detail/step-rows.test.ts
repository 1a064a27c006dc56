import { describe, expect, it } from 'vitest';
import type { CloudCall } from '../../../connections/core/cloud-call.ts';
import type { MadeStep, PlannedStep, Preview } from '../../core/answers.ts';
import type { State } from '../../core/workflow.ts';
import { currentStep, stepGroups } from './step-rows.ts';

const LOOK: CloudCall = {
  cloud: 'aws',
  service: 'ec2',
  operation: 'DescribeInstances',
  region: 'eu-central-1',
  input: {},
};
const planned = (step_id: string): PlannedStep => ({
  step_id,
  title: step_id,
  call: null,
  look: LOOK,
  timeout_seconds: 60,
});
const PREVIEW = {
  steps: [planned('stop'), planned('modify')],
  verification: [planned('runs')],
  undo: [planned('back')],
} as Preview;
const made = (phase: MadeStep['phase'], step_id: string, place: number, part: Partial<MadeStep> = {}): MadeStep => ({
  id: `${phase} ${step_id} ${part.round ?? 1}`,
  phase,
  round: 1,
  place,
  step_id,
  title: step_id,
  state: 'done',
  message: null,
  started_at: null,
  finished_at: null,
  calls: [],
  ...part,
});

/** Phase, round and each step with its state. */
const shown = (state: State, steps: MadeStep[]) =>
  stepGroups(state, PREVIEW, steps).map(({ phase, round, rows }) => [
    phase,
    round,
    rows.map((row) => `${row.key.split(' ')[1]} ${row.state}`),
  ]);

describe('steps as they are shown', () => {
  it('are those of the preview, with the check before them, until something begins', () =>
    expect(shown('proposed', [])).toEqual([
      ['execute', 0, ['preflight planned', 'stop planned', 'modify planned']],
      ['verify', 0, ['runs planned']],
    ]));

  it('keep what is still to come while others run, each under the key that it had', () => {
    const steps = [made('execute', 'preflight', 0), made('execute', 'stop', 1, { state: 'running' })];
    expect(shown('executing', steps)).toEqual([
      ['execute', 1, ['preflight done', 'stop running', 'modify planned']],
      ['verify', 0, ['runs planned']],
    ]);
  });

  it('say where a change is among all its steps', () => {
    const steps = [made('execute', 'preflight', 0), made('execute', 'stop', 1, { state: 'running' })];
    expect(currentStep({ state: 'executing', preview: PREVIEW, steps })).toEqual({ place: 2, of: 4, title: 'stop' });
    const undoing = [...steps, made('undo', 'back', 0, { state: 'running' })];
    expect(currentStep({ state: 'rolling_back', preview: PREVIEW, steps: undoing })).toMatchObject({ place: 1, of: 1 });
    expect(currentStep({ state: 'completed', preview: PREVIEW, steps })).toBeNull();
  });

  it('leave out what never came about, and show undoing as often as it was tried', () => {
    const steps = [
      made('execute', 'preflight', 0),
      made('execute', 'stop', 1, { state: 'failed' }),
      made('undo', 'back', 0, { state: 'failed' }),
      made('undo', 'back', 0, { round: 2 }),
    ];
    const groups = stepGroups('rolled_back', PREVIEW, steps);
    expect(groups.map(({ phase, round, rows }) => [phase, round, rows.map(({ state }) => state)])).toEqual([
      ['execute', 1, ['done', 'failed']],
      ['undo', 1, ['failed']],
      ['undo', 2, ['done']],
    ]);
    expect(groups[2]?.rows[0]?.planned?.step_id).toBe('back');
  });

  it('are none where nothing was begun and nothing will be', () => expect(shown('cancelled', [])).toEqual([]));
});
