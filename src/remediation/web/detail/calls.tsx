import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { CloudAnswer, CloudCall } from '../../../connections/core/cloud-call.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { clockText, timeText } from '../../../platform/web/format.ts';
import type { MadeCall } from '../../core/answers.ts';
import { callJson, callPlace, callText, piecesOf, tookText } from '../words.ts';

/** Data as it is sent, to read and copy; what only the run will tell is marked. */
export function Json({ title, text }: { title: string; text: string }) {
  return (
    <div className="json">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <pre role="group" tabIndex={0} aria-label={title}>
        {piecesOf(text).map(({ text: piece, is_unknown }, index) =>
          is_unknown ? (
            // oxlint-disable-next-line react/no-array-index-key -- the pieces of one text have no other identity
            <mark key={index} title="Only the run will tell">
              {piece}
            </mark>
          ) : (
            piece
          ),
        )}
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon size="sm" aria-label={copied ? 'Copied' : `Copy: ${title}`} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

/** A call as it would be made: what, where, and all that it carries. */
export function PlannedCall({ call, kind }: { call: CloudCall; kind: 'change' | 'look' }) {
  return (
    <div className="one-call">
      <p>
        <span className="call-kind" data-kind={kind}>
          {kind === 'change' ? 'Calls' : 'Looks with'}
        </span>{' '}
        <code>{callText(call)}</code> <span className="quiet">{callPlace(call)}</span>
      </p>
      <Json title={callText(call)} text={callJson(call)} />
    </div>
  );
}

const ANSWER_WORDS: Record<Extract<CloudAnswer, { ok: false }>['meaning'], string> = {
  gone: 'It is not there',
  denied: 'A permission is missing',
  throttled: 'Asked to wait',
  refused: 'Refused',
  unclear: 'No clear answer',
};

function AnswerText({ answer }: { answer: CloudAnswer | null }) {
  if (answer === null) return <p className="quiet">It was not answered, or the process ended before it was.</p>;
  if (answer.ok)
    return answer.body === null ? (
      <p className="quiet">Accepted, without more to say.</p>
    ) : (
      <Json title="Answer" text={JSON.stringify(answer.body, null, 2)} />
    );
  const { meaning, code, message, permission } = answer;
  return (
    <div className="notice" data-tone={meaning === 'gone' ? undefined : 'bad'}>
      <p>
        <strong>{ANSWER_WORDS[meaning]}</strong> <code>{code}</code>
      </p>
      <p>{message}</p>
      {permission && (
        <p>
          Missing: <code>{permission}</code>
        </p>
      )}
    </div>
  );
}

const wordOf = (answer: CloudAnswer | null): string =>
  answer === null ? 'no answer' : answer.ok ? 'answered' : ANSWER_WORDS[answer.meaning].toLowerCase();

/** A call that was made, with its answer; opens to both as they were. */
export function MadeCallView({ made }: { made: MadeCall }) {
  const formats = useFormats();
  const { call, kind, answer, started_at, finished_at } = made;
  return (
    <details className="made-call">
      <summary>
        <span className="call-kind" data-kind={kind}>
          {kind === 'change' ? 'Called' : 'Looked with'}
        </span>{' '}
        <code>{callText(call)}</code>{' '}
        <span className="quiet">
          {wordOf(answer)}
          {finished_at && ` in ${tookText(started_at, finished_at)}`} ·{' '}
          <span title={timeText(started_at, formats)}>{clockText(started_at, formats)}</span>
        </span>
      </summary>
      <Json title={`Call ${callText(call)}`} text={callJson(call)} />
      <AnswerText answer={answer} />
    </details>
  );
}
