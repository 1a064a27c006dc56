import { IconAlertTriangle, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useFormats } from '../../../identity/web/session.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { settingText, settingTitle } from '../../../recommendations/web/words.ts';
import type { Condition, Scalar } from '../../core/action.ts';
import type { Preview } from '../../core/answers.ts';
import { beginningText, REVERSIBILITY_WORDS, undoDaysText } from '../words.ts';
import { plannedRows } from './step-rows.ts';
import { StepList } from './steps.tsx';
import './detail.css';

interface PreviewProps {
  preview: Preview;
}

interface SideProps {
  name: string;
  value: Scalar | undefined;
  is_new: boolean;
  stays: boolean;
  /** Nothing of the resource is there afterwards. */
  is_gone: boolean;
}

function Side({ name, value, is_new, stays, is_gone }: SideProps) {
  const formats = useFormats();
  const text = value === undefined ? null : settingText(name, value, formats);
  if (text === null && is_new && is_gone) return <span className="quiet">gone</span>;
  if (text === null) return <Absent why={is_new ? 'Not there any more' : 'Not there before, or not set'} />;
  if (stays) return text;
  return is_new ? <ins>{text}</ins> : <del>{text}</del>;
}

/** What changes, attribute by attribute: as it is, and as it will be. */
export function Diff({ preview: { before, after } }: PreviewProps) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  if (names.length === 0) return <p className="quiet">No attribute of the resource changes.</p>;
  const is_gone = Object.values(after).every((value) => value === null);
  return (
    <div className="table-scroll">
      <table className="table diff">
        <caption className="visually-hidden">What changes, before and after</caption>
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{settingTitle(name)}</th>
              <td>
                <Side
                  name={name}
                  value={before[name]}
                  is_new={false}
                  stays={before[name] === after[name]}
                  is_gone={is_gone}
                />
              </td>
              <td>
                {before[name] === after[name] ? (
                  <span className="quiet">stays</span>
                ) : (
                  <Side name={name} value={after[name]} is_new stays={false} is_gone={is_gone} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const RESULTS: Record<Condition['result'], { icon: typeof IconCheck; word: string; order: number }> = {
  not_met: { icon: IconX, word: 'Not met', order: 0 },
  unknown: { icon: IconQuestionMark, word: 'Not known', order: 1 },
  warning: { icon: IconAlertTriangle, word: 'To be known', order: 2 },
  met: { icon: IconCheck, word: 'Met', order: 3 },
};

/** So many that hold are shown at once; more of them would hide what comes after. */
const MET_SHOWN = 6;

const ConditionList = ({ conditions }: { conditions: readonly Condition[] }) => (
  <ul className="conditions">
    {conditions.map(({ condition, text, result, detail }) => {
      const { icon: Icon, word } = RESULTS[result];
      return (
        <li key={condition} data-result={result}>
          <Icon size={15} stroke={2.2} aria-hidden={true} />
          <div>
            <span className="condition-text">
              <span className="visually-hidden">{word}: </span>
              {beginningText(text)}
            </span>
            <span className="condition-detail">{detail}</span>
          </div>
        </li>
      );
    })}
  </ul>
);

/** What has to hold, what does not first; many that hold are folded up. */
export function Conditions({ preview: { conditions } }: PreviewProps) {
  if (conditions.length === 0) return <p className="quiet">Nothing has to hold besides that it is as it was.</p>;
  const met = conditions.filter(({ result }) => result === 'met');
  const open = conditions
    .filter(({ result }) => result !== 'met')
    .toSorted((a, b) => RESULTS[a.result].order - RESULTS[b.result].order);
  if (met.length <= MET_SHOWN) return <ConditionList conditions={[...open, ...met]} />;
  return (
    <>
      {open.length > 0 && <ConditionList conditions={open} />}
      <details className="more-steps">
        <summary>Show the {met.length} that are met</summary>
        <ConditionList conditions={met} />
      </details>
    </>
  );
}

/** How many conditions there are of each result, as a line. */
export function conditionsNote({ conditions }: Preview): string {
  const count = (result: Condition['result']): number => conditions.filter((one) => one.result === result).length;
  const parts = [
    [count('not_met'), 'not met'],
    [count('unknown'), 'not known'],
    [count('warning'), 'to be known'],
    [count('met'), 'met'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

/** What is touched besides the resource, as points. */
export const Dependents = ({ dependents }: Pick<Preview, 'dependents'>) => (
  <ul className="plain-list">
    {dependents.map((one) => (
      <li key={one}>{one}</li>
    ))}
  </ul>
);

/** What is interrupted, what depends on it, and how it is undone: what has to be known before it is approved. */
export function Consequences({ preview }: PreviewProps) {
  const { interruption, dependents, reversibility, undo_text, undo_days } = preview;
  const { word, tone } = REVERSIBILITY_WORDS[reversibility];
  return (
    <dl className="consequences">
      <div>
        <dt>Interruption</dt>
        <dd>{interruption ?? 'Nothing is interrupted.'}</dd>
      </div>
      <div>
        <dt>Also touched</dt>
        <dd>{dependents.length === 0 ? 'Nothing that is known.' : <Dependents dependents={dependents} />}</dd>
      </div>
      <div>
        <dt>Undoing</dt>
        <dd>
          <span className="badge" data-tone={tone}>
            {word}
            {reversibility !== 'none' && ` ${undoDaysText(undo_days)}`}
          </span>
          <p>{undo_text}</p>
        </dd>
      </div>
    </dl>
  );
}

/** How it would be undone, step by step. */
export function UndoPlan({ preview: { undo } }: PreviewProps) {
  if (undo.length === 0) return null;
  return (
    <details className="more-steps">
      <summary>How it is undone: {undo.length === 1 ? '1 step' : `${undo.length} steps`}</summary>
      <StepList rows={plannedRows('undo', undo)} label="Steps that undo it" />
    </details>
  );
}

const PERMISSIONS = [
  ['look', 'To look'],
  ['change', 'To change'],
  ['undo', 'To undo'],
] as const;

/** What the credentials of the connection have to allow. */
export function Permissions({ preview: { permissions } }: PreviewProps) {
  return (
    <details className="more-steps">
      <summary>Permissions that it needs</summary>
      <dl className="consequences">
        {PERMISSIONS.filter(([name]) => permissions[name].length > 0).map(([name, title]) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd className="codes">
              {permissions[name].map((one) => (
                <code key={one}>{one}</code>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
