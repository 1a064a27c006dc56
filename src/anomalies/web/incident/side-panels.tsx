import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { scopeOfKey } from '../../../forecasts/core/slices.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText } from '../../../platform/web/format.ts';
import { columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { Cause } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { explorerSearch } from '../explorer-link.ts';
import { Impact } from '../marks.tsx';

/** Why it was reported, in words. */
export function WhyPanel({ anomaly: { explanation } }: { anomaly: AnomalyDetail }) {
  return (
    <Panel title="Why it was reported">
      <ul className="plain-list">
        {explanation.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Panel>
  );
}

/** So many are shown at first: an incident of a whole account is seen in dozens of its slices. */
const FEW = 6;
type Alarm = AnomalyDetail['alarms'][number];

function AlarmTitle({ alarm, currency, last_day }: { alarm: Alarm; currency: string; last_day: string }) {
  const scope = scopeOfKey(alarm.scope_key);
  if (scope === null) return alarm.title;
  const search = explorerSearch({ scope, currency, first_day: alarm.first_day, last_day });
  return (
    <Link to="/explorer" search={search} className="link-button">
      {alarm.title}
    </Link>
  );
}

/** Slices that showed the same and are one with it. */
export function AlarmsPanel({ anomaly: { alarms, currency, scope_key: own, last_day } }: { anomaly: AnomalyDetail }) {
  const formats = useFormats();
  const [has_all, setAll] = useState(false);
  const others = alarms.filter(({ scope_key }) => scope_key !== own);
  if (others.length === 0) return null;
  const digits = columnDigits(others.map(({ impact }) => impact));
  const shown = has_all ? others : others.slice(0, FEW);
  return (
    <Panel title="Also seen in" note="The same incident, not others beside it">
      <ul className="side-list">
        {shown.map((alarm) => (
          <li key={alarm.scope_key}>
            <span>
              <AlarmTitle alarm={alarm} currency={currency} last_day={last_day} />
              <span className="under">
                {alarm.days === 1 ? '1 day' : `${alarm.days} days`} from {dayText(alarm.first_day, formats)}
              </span>
            </span>
            <Impact impact={alarm.impact} currency={currency} formats={formats} digits={digits} />
          </li>
        ))}
      </ul>
      {shown.length < others.length && (
        <Button size="compact-xs" variant="subtle" mt="sm" onClick={() => setAll(true)}>
          Show all {others.length}
        </Button>
      )}
    </Panel>
  );
}

/** What else happened at about the time. */
export function NeighboursPanel({ cause: { neighbours } }: { cause: Cause }) {
  const formats = useFormats();
  if (neighbours.length === 0) return null;
  return (
    <Panel title="At about the same time" note="Known events; none has to be the reason">
      <ul className="side-list">
        {neighbours.map(({ date, text }) => (
          <li key={`${date} ${text}`}>
            <span>{text}</span>
            <span className="quiet">{dayText(date, formats, 'short')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
