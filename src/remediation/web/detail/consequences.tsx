import type { ReactNode } from 'react';
import type { Preview } from '../../core/answers.ts';
import { callText, REVERSIBILITY_WORDS } from '../words.ts';
import { Dependents } from './preview-parts.tsx';
import './detail.css';

interface ConsequencesProps {
  preview: Preview;
  destructive: boolean;
  /** More rows of the list. */
  children?: ReactNode;
}

/** What a change comes to, in short: what is destroyed, interrupted and called, and whether it can be undone. */
export function Consequences({ preview, destructive, children }: ConsequencesProps) {
  const { interruption, reversibility, undo_text, steps, conditions, dependents } = preview;
  const known = conditions.filter(({ result }) => result === 'warning' || result === 'unknown');
  const calls = steps.flatMap(({ call }) => (call === null ? [] : [callText(call)]));
  return (
    <>
      {destructive && (
        <div className="notice" data-tone="bad">
          <p>
            <strong>It destroys something.</strong> {REVERSIBILITY_WORDS[reversibility].word}. {undo_text}
          </p>
        </div>
      )}
      <dl className="consequences">
        <div>
          <dt>Interruption</dt>
          <dd>{interruption ?? 'Nothing is interrupted.'}</dd>
        </div>
        {dependents.length > 0 && (
          <div>
            <dt>Also touched</dt>
            <dd>
              <Dependents dependents={dependents} />
            </dd>
          </div>
        )}
        {known.length > 0 && (
          <div>
            <dt>To be known</dt>
            <dd>
              <ul className="plain-list">
                {known.map(({ condition, detail: said }) => (
                  <li key={condition}>{said}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {!destructive && (
          <div>
            <dt>Undoing</dt>
            <dd>
              {REVERSIBILITY_WORDS[reversibility].word}. {undo_text}
            </dd>
          </div>
        )}
        <div>
          <dt>Calls</dt>
          <dd className="codes">
            {calls.map((text, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- the same call may come twice
              <code key={index}>{text}</code>
            ))}
          </dd>
        </div>
        {children}
      </dl>
    </>
  );
}
