import { Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { call } from '../../../platform/web/client.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { type Calendar, calendarContract } from '../../core/calendar-contract.ts';
import { RETYPE } from '../retype.ts';

/** A selection takes an empty text for nothing; no country has this code. */
const NONE = 'none';

function CountrySelect({ calendar }: { calendar: Calendar }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (country: string | null) => call(calendarContract.updateCalendar, { body: { country } }),
    onSuccess: () => Promise.all([invalidate('calendar'), invalidate('forecasts')]),
  });
  return (
    <>
      <Select
        label="Public holidays of"
        w={260}
        searchable
        {...RETYPE}
        allowDeselect={false}
        disabled={isPending}
        nothingFoundMessage="No country with that in its name"
        data={[
          { value: NONE, label: 'No country' },
          ...calendar.countries.map(({ code, name }) => ({ value: code, label: name })),
        ]}
        value={calendar.country ?? NONE}
        onChange={(country) => country && mutate(country === NONE ? null : country)}
      />
      <FormProblem error={error} />
    </>
  );
}

function Holidays({ calendar: { country, holidays, countries } }: { calendar: Calendar }) {
  const formats = useFormats();
  const [today] = useState(() => dayOf(new Date()));
  const name = countries.find(({ code }) => code === country)?.name ?? country;
  if (country === null)
    return (
      <p className="quiet">Without a country, no public holidays are known; days are told apart by weekday alone.</p>
    );
  return (
    <ul className="holidays" aria-label={`Public holidays of ${name}`}>
      {holidays.map(({ date, name: holiday }) => (
        <li key={`${date} ${holiday}`} data-past={date < today || undefined}>
          <span>{dayText(date, formats)}</span>
          <span>{holiday}</span>
        </li>
      ))}
    </ul>
  );
}

/** The country whose public holidays count, and which they are. */
export function HolidaysPanel() {
  const { user } = useSession();
  const query = useQuery(ask(calendarContract.getCalendar));
  return (
    <Panel
      title="Public holidays"
      note="Costs of such days are expected to be like those of past ones. Newer forecasts go by them."
    >
      <Answer of={query} height={260}>
        {(calendar) => (
          <div className="drawer-parts">
            {user.role === 'viewer' ? (
              <p className="quiet">
                Public holidays of{' '}
                {calendar.countries.find(({ code }) => code === calendar.country)?.name ?? 'no country'}
              </p>
            ) : (
              <CountrySelect calendar={calendar} />
            )}
            <Holidays calendar={calendar} />
          </div>
        )}
      </Answer>
    </Panel>
  );
}
