import { Select, TextInput } from '@mantine/core';
import { useSession } from '../../../identity/web/session.ts';
import { BUDGET_CALENDARS, BUDGET_PERIODS, type BudgetCalendar, type BudgetPeriod } from '../../core/budget.ts';
import { CALENDAR_TITLES, PERIOD_TITLES } from '../words.ts';
import type { FieldProps } from './fields.ts';

const PERIODS = BUDGET_PERIODS.map((value) => ({ value, label: PERIOD_TITLES[value] }));
const CALENDARS = BUDGET_CALENDARS.map((value) => ({ value, label: CALENDAR_TITLES[value] }));

function CalendarField({ form, change, errorOf }: FieldProps) {
  const { settings } = useSession();
  // Months are the same in both, and so is everything where the fiscal year is that of the calendar.
  if (!['quarter', 'year'].includes(form.period) || settings.fiscal_year_start === 1) return null;
  return (
    <Select
      label="Counted by"
      allowDeselect={false}
      data={CALENDARS}
      value={form.calendar}
      onChange={(calendar) => calendar && change({ calendar: calendar as BudgetCalendar })}
      error={errorOf('calendar')}
    />
  );
}

/** How often a budget begins anew, and between which days it is for anything. */
export function TimeFields(props: FieldProps) {
  const { form, change, errorOf } = props;
  const is_custom = form.period === 'custom';
  const choose = (period: BudgetPeriod): void => {
    const can_stay = period !== 'custom' || form.kind === 'fixed' || form.kind === 'children';
    change({ period, ...(!can_stay && { kind: 'fixed' }) });
  };
  return (
    <>
      <div className="budget-pair">
        <Select
          label="Period"
          allowDeselect={false}
          data={PERIODS}
          value={form.period}
          onChange={(period) => period && choose(period as BudgetPeriod)}
          error={errorOf('period')}
        />
        <CalendarField {...props} />
      </div>
      <div className="budget-pair">
        <TextInput
          type="date"
          label="First day"
          description={is_custom || form.kind === 'growing' ? undefined : 'Empty: all periods before, too'}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={form.start}
          onChange={({ currentTarget }) => change({ start: currentTarget.value })}
          error={errorOf('start')}
        />
        <TextInput
          type="date"
          label="Last day"
          description={is_custom ? undefined : 'Empty: without an end'}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={form.last_day}
          onChange={({ currentTarget }) => change({ last_day: currentTarget.value })}
          error={errorOf('last_day')}
        />
      </div>
    </>
  );
}
