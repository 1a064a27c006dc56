import { useFormats } from '../../identity/web/session.ts';
import { SavingAmount } from '../../recommendations/web/marks.tsx';
import type { Remediation } from '../core/answers.ts';
import type { State } from '../core/workflow.ts';
import { approvalsText, STATE_WORDS } from './words.ts';
import './remediation.css';

/** The state that a change is in. */
export function StateBadge({ state }: { state: State }) {
  const { word, tone } = STATE_WORDS[state];
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}

/** How far a change that runs is: the step that goes on, as text and as a bar. */
export function StepProgress({ step }: { step: NonNullable<Remediation['step']> }) {
  const { place, of, title } = step;
  return (
    <span className="step-progress">
      <span className="step-progress-text">
        {place} of {of}: {title}
      </span>
      <span className="progress" aria-hidden="true">
        <span style={{ width: `${(100 * Math.max(0, place - 0.5)) / Math.max(1, of)}%` }} />
      </span>
    </span>
  );
}

/** States that somebody has to look at. */
const BAD: ReadonlySet<State> = new Set(['failed', 'rolled_back', 'rollback_failed']);

/** What a change waits for, runs at or failed of now, in a line under its state. */
export function StateNote({ one }: { one: Remediation }) {
  const missing = one.state === 'proposed' ? approvalsText(one) : null;
  if (one.step) return <StepProgress step={one.step} />;
  if (one.problem && BAD.has(one.state)) return <span className="under state-problem">{one.problem}</span>;
  if (missing !== null) return <span className="under">{missing}</span>;
  // What is proposed waits for people first, whatever it waits for besides.
  if (one.waiting_for) return <span className="under state-problem">{one.waiting_for}</span>;
  return null;
}

/** What a change saves a month. */
export function Saving({ one, digits }: { one: Pick<Remediation, 'monthly_savings' | 'currency'>; digits?: number }) {
  return <SavingAmount {...one} formats={useFormats()} digits={digits} />;
}
