import { Button, Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { dayText, type Formats, timeText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { policiesContract, type Violation } from '../../core/contract.ts';
import { SeverityMark, StateBadge } from '../marks.tsx';
import { Acknowledge, Except } from './violation-forms.tsx';

/** How it stands with its policy, in a sentence. */
function Standing({ violation: { state, policy_id, policy_name, excepted_until } }: { violation: Violation }) {
  const formats = useFormats();
  const policy = (
    <Link to="/policies/$id" params={{ id: policy_id }}>
      {policy_name}
    </Link>
  );
  if (state === 'resolved') return <p>It did not keep the policy {policy}. That is over.</p>;
  if (state === 'excepted')
    return (
      <p>
        It does not keep the policy {policy}, and need not
        {excepted_until === null ? '' : ` until ${dayText(excepted_until, formats)}`}.
      </p>
    );
  return <p>It does not keep the policy {policy}.</p>;
}

function aboutOf(violation: Violation, formats: Formats): [string, ReactNode][] {
  const { monthly_cost, currency, account_id, account_name, region, owner } = violation;
  return [
    [
      'Monthly cost',
      <Money
        key="cost"
        amount={monthly_cost}
        currency={currency ?? ''}
        formats={formats}
        absent="No bill tells what it costs"
      />,
    ],
    ['Account', account_name ?? account_id ?? <Absent key="account" why="It belongs to no account" />],
    ...(region === null ? [] : [['Region', region] satisfies [string, ReactNode]]),
    ['Owner', owner ?? <Absent key="owner" why="Nobody is named as its owner" />],
  ];
}

function courseOf(violation: Violation, formats: Formats): [string, ReactNode][] {
  const { found_at, seen_at, resolved_at, changed_by, note } = violation;
  return [
    ['Found', timeText(found_at, formats)],
    ['Seen last', timeText(seen_at, formats)],
    ...(resolved_at === null ? [] : [['Resolved', timeText(resolved_at, formats)] satisfies [string, ReactNode]]),
    ...(changed_by === null ? [] : [[`Said by ${changed_by}`, note ?? 'Nothing more'] satisfies [string, ReactNode]]),
  ];
}

/** What was found, from which facts, and what can be done about it. */
function Detail({ violation, done }: { violation: Violation; done: () => void }) {
  const formats = useFormats();
  const { user } = useSession();
  const { state, severity, link, facts } = violation;
  const is_pending = state === 'open' || state === 'acknowledged';
  return (
    <div className="violation-detail">
      <p className="violation-marks">
        <StateBadge state={state} /> <SeverityMark severity={severity} />
      </p>
      <Standing violation={violation} />
      <FactList facts={[...aboutOf(violation, formats), ...courseOf(violation, formats)]} />
      {facts.length > 0 && (
        <section>
          <h3 className="part-title">What the policy names, as it was found</h3>
          <dl className="violation-facts">
            {facts.map(({ path, value }) => (
              <div key={path}>
                <dt>
                  <code>{path}</code>
                </dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {link !== null && (
        <Button variant="default" renderRoot={(props) => <Link {...props} to={link} />}>
          Open its page
        </Button>
      )}
      {state === 'open' && roleAllows(user.role, 'member') && <Acknowledge violation={violation} done={done} />}
      {is_pending && roleAllows(user.role, 'admin') && <Except violation={violation} done={done} />}
    </div>
  );
}

/** One that the list does not show, such as where a notification leads to it. */
function Asked({ id, done }: { id: string; done: () => void }) {
  const asked = useQuery(ask(policiesContract.getViolation, { params: { id } }));
  return (
    <Answer of={asked} height={320}>
      {(violation) => (
        <>
          <p className="violation-name">{violation.subject_name}</p>
          <Detail violation={violation} done={done} />
        </>
      )}
    </Answer>
  );
}

interface ViolationDrawerProps {
  /** Which is open; null is none. */
  id: string | null;
  /** What is listed beside it. */
  listed: readonly Violation[];
  close: () => void;
  /** Called once it is closed, with the focus where it came from, if that is still there. */
  closed: () => void;
}

/** What is open, of what is listed. What is excepted may leave the list: it stays open as it was last. */
function useListed(id: string | null, listed: readonly Violation[]): Violation | null {
  const [last, setLast] = useState<Violation | null>(null);
  const found = listed.find((one) => one.id === id);
  if (found && found !== last) setLast(found);
  return found ?? (last?.id === id ? last : null);
}

/** One violation beside the list, which keeps its place. */
export function ViolationDrawer({ id, listed, close, closed }: ViolationDrawerProps) {
  const violation = useListed(id, listed);
  return (
    <Drawer
      opened={id !== null}
      onClose={close}
      onExitTransitionEnd={closed}
      position="right"
      size={520}
      title={violation?.subject_name ?? 'Violation'}
    >
      {violation ? (
        <Detail key={violation.id} violation={violation} done={close} />
      ) : (
        id !== null && <Asked key={id} id={id} done={close} />
      )}
    </Drawer>
  );
}
