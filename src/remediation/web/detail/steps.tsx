import { IconCheck, IconCircle, IconCircleDashed, IconLoader2, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { durationText } from '../../../platform/web/format.ts';
import { PHASE_WORDS, STEP_WORDS, tookText } from '../words.ts';
import { MadeCallView, PlannedCall } from './calls.tsx';
import type { StepGroup, StepRow } from './step-rows.ts';
import './detail.css';

const ICONS = {
  planned: IconCircleDashed,
  pending: IconCircle,
  running: IconLoader2,
  done: IconCheck,
  failed: IconX,
};
const SECOND_MS = 1_000;

/** How long something has been going on, counted up. */
function Since({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return tookText(at, Math.floor((now - Date.parse(at)) / SECOND_MS) * SECOND_MS + Date.parse(at));
}

function Took({ row: { started_at, finished_at, state, planned } }: { row: StepRow }) {
  if (started_at && finished_at) return tookText(started_at, finished_at);
  if (started_at && state === 'running') return <Since at={started_at} />;
  return planned && `at most ${durationText(planned.timeout_seconds)}`;
}

function Planned({ row: { planned } }: { row: StepRow }) {
  if (planned === null)
    return (
      <p className="quiet">
        All is looked at once more: where something differs from this preview, nothing is done and it is said what
        differs. What is there is kept whole, for undoing it.
      </p>
    );
  return (
    <>
      {planned.call === null ? (
        <p className="quiet">It changes nothing: it waits until it is so.</p>
      ) : (
        <PlannedCall kind="change" call={planned.call} />
      )}
      <PlannedCall kind="look" call={planned.look} />
    </>
  );
}

function StepView({ row }: { row: StepRow }) {
  const Icon = ICONS[row.state];
  return (
    <li data-state={row.state}>
      <span className="step-icon">
        <Icon size={15} stroke={2.2} aria-hidden={true} />
      </span>
      <details>
        <summary>
          <span className="step-title">{row.title}</span>
          {row.state !== 'planned' && <span className="visually-hidden">: {STEP_WORDS[row.state]}</span>}
          <span className="step-took">
            <Took row={row} />
          </span>
          {row.message && <span className="step-message">{row.message}</span>}
        </summary>
        <div className="step-calls">
          {row.calls.length > 0 ? (
            row.calls.map((made) => <MadeCallView key={made.id} made={made} />)
          ) : row.state === 'done' ? (
            <p className="quiet">No call was needed: it was so already.</p>
          ) : (
            <Planned row={row} />
          )}
        </div>
      </details>
    </li>
  );
}

interface StepGroupsProps {
  groups: StepGroup[];
  /** The level of their headings: one below what they stand in. */
  heading: 'h3' | 'h4';
}

/** Steps by phase. */
export const StepGroups = ({ groups, heading: Heading }: StepGroupsProps) =>
  groups.map(({ phase, round, rows }) => {
    const title = round > 1 ? `${PHASE_WORDS[phase]}, try ${round}` : PHASE_WORDS[phase];
    return (
      <section key={`${phase} ${round > 1 ? round : ''}`} className="step-group" aria-label={title}>
        <Heading>{title}</Heading>
        <StepList rows={rows} label={title} />
      </section>
    );
  });

/** Steps one after the other; each opens to its calls and answers. */
export function StepList({ rows, label }: { rows: StepRow[]; label: string }) {
  return (
    <ol className="steps" aria-label={label}>
      {rows.map((row) => (
        <StepView key={row.key} row={row} />
      ))}
    </ol>
  );
}
