import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { type Formats, timeText } from '../../../platform/web/format.ts';
import { useNow } from '../../../platform/web/now.ts';
import { useForeseenChange } from '../../../platform/web/queries.ts';
import type { RemediationDetail } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { type CommandName, commandsFrom } from '../../core/workflow.ts';
import { COMMAND_WORDS } from '../words.ts';
import { type Asked, CommandDialog } from './command-dialog.tsx';
import { type CommandInput, commandChange } from './command-kinds.ts';

/** The reasons for which commands can't be given, each said once, with the commands it is for. */
function refusalsOf(commands: RemediationDetail['commands']): { because: string; names: string }[] {
  const reasons = new Map<string, string[]>();
  for (const { command, allowed, because } of commands)
    if (!allowed && because !== null) reasons.set(because, [...(reasons.get(because) ?? []), COMMAND_WORDS[command]]);
  return [...reasons].map(([because, names]) => ({ because, names: names.join(', ') }));
}

/** In the order of buttons: what carries it on before what ends it. */
const ORDER: readonly CommandName[] = ['approve', 'execute', 'reject', 'cancel', 'roll_back'];

/** What begins by itself as soon as it may can't be begun sooner. */
const isOffered = (command: CommandName, { state, scheduled_for }: RemediationDetail, now: Date): boolean =>
  command !== 'execute' ||
  state === 'approved' ||
  (scheduled_for !== null && Date.parse(scheduled_for) > now.getTime());
const isFilled = (command: CommandName): boolean => command === 'approve' || command === 'execute';

/** What undoing is called: it ends some day, stops what runs, or is tried again. */
function undoTitle({ state, undo_until }: RemediationDetail, formats: Formats): string {
  if (state === 'executing' || state === 'verifying') return 'Stop and undo';
  if (state === 'rollback_failed') return 'Undo again';
  return state === 'completed' && undo_until !== null
    ? `Undo (until ${timeText(undo_until, formats)})`
    : COMMAND_WORDS.roll_back;
}

/** What can be done with the change as it is; what can't says why. */
export function Commands({ detail }: { detail: RemediationDetail }) {
  const formats = useFormats();
  const now = useNow();
  const place = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { mutate, isPending, error, reset } = useForeseenChange(
    remediationContract.getRemediation,
    detail.id,
    'remediations',
  );
  const possible = commandsFrom(detail.state);
  const commands = detail.commands
    .filter(({ command }) => possible.includes(command) && isOffered(command, detail, now))
    .toSorted((a, b) => ORDER.indexOf(a.command) - ORDER.indexOf(b.command));
  const begin = (what: Asked): void => {
    reset();
    setAsked(what);
  };
  const run = (command: CommandName, input: CommandInput): void =>
    mutate(commandChange(command, detail, input), {
      onSuccess: () => {
        setAsked(null);
        // The button that was pressed is gone or can't be pressed again: the keyboard goes on from here.
        place.current?.focus({ preventScroll: true });
      },
    });
  return (
    <div ref={place} className="commands" role="group" aria-label="What can be done" tabIndex={-1}>
      <div className="page-actions">
        {commands.map(({ command, allowed, because }) => (
          <Button
            key={command}
            size="xs"
            variant={isFilled(command) && allowed ? 'filled' : 'default'}
            disabled={!allowed}
            title={because ?? undefined}
            onClick={() => begin(command)}
          >
            {command === 'roll_back' ? undoTitle(detail, formats) : COMMAND_WORDS[command]}
          </Button>
        ))}
        {detail.commands.some(({ command, allowed }) => command === 'execute' && allowed) && (
          <Button size="xs" variant="default" onClick={() => begin('schedule')}>
            {detail.state === 'scheduled' ? 'Another time' : 'Schedule'}
          </Button>
        )}
      </div>
      {refusalsOf(commands).map(({ because, names }) => (
        <p key={because} className="quiet">
          <strong>{names}</strong> {because}
        </p>
      ))}
      <CommandDialog
        asked={asked}
        detail={detail}
        is_busy={isPending}
        error={error}
        run={run}
        close={() => setAsked(null)}
      />
    </div>
  );
}
