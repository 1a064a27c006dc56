import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { monthText } from '../../../platform/web/format.ts';
import type { FieldProps } from './fields.ts';
import { filled, fiscalYear, shownMonths, withNextYear } from './months.ts';

/** The first day of the year that a new grid begins with. */
export function useFirstMonth(start: string): string {
  const { settings } = useSession();
  const [today] = useState(() => dayOf(new Date()));
  return fiscalYear(start === '' ? today : start, settings.fiscal_year_start);
}

/** An amount for each month, a year at a time. */
export function MonthGrid({ form, change, errorOf }: FieldProps) {
  const formats = useFormats();
  const months = shownMonths(form.months, useFirstMonth(form.start));
  const texts = form.months;
  const first = months.map((month) => texts[month] ?? '').find((text) => text.trim() !== '');
  const has_problem_of_month = months.some((month) => errorOf(`months.${month}`) !== undefined);
  return (
    <fieldset className="budget-fieldset">
      <legend>Amounts</legend>
      <div className="budget-months">
        {months.map((month) => (
          <TextInput
            key={month}
            size="xs"
            label={monthText(`${month}-01`, formats)}
            inputMode="decimal"
            value={texts[month] ?? ''}
            onChange={({ currentTarget }) =>
              change({
                months: {
                  ...Object.fromEntries(months.map((one) => [one, texts[one] ?? ''])),
                  [month]: currentTarget.value,
                },
              })
            }
            error={errorOf(`months.${month}`)}
          />
        ))}
      </div>
      <div className="page-actions">
        <Button
          size="xs"
          variant="default"
          disabled={first === undefined}
          onClick={() => first !== undefined && change({ months: filled(months, texts, first) })}
        >
          Fill empty months with the first amount
        </Button>
        <Button size="xs" variant="default" onClick={() => change({ months: withNextYear(months, texts) })}>
          Add the next year
        </Button>
      </div>
      {!has_problem_of_month && errorOf('amount') && <p className="budget-problem">{errorOf('amount')}</p>}
    </fieldset>
  );
}
