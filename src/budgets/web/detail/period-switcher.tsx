import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useFormats } from '../../../identity/web/session.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { Budget, PastPeriod } from '../../core/contract.ts';
import { PeriodBars } from '../period-bars.tsx';
import { periodText } from '../words.ts';

interface PeriodSwitcherProps {
  budget: Budget & { history: PastPeriod[] };
  /** First day of the period that is shown. */
  shown: string;
  /** Opens the period with this first day; null is the running one. */
  open: (start: string | null) => void;
}

/** What the periods cost, each of which can be opened; the running one is the last. */
export function PeriodSwitcher({ budget, shown, open }: PeriodSwitcherProps) {
  const formats = useFormats();
  const { history, period_start, period_end, amount, current_spend, currency } = budget;
  const periods: PastPeriod[] = [...history, { start: period_start, end: period_end, amount, spend: current_spend }];
  const place = periods.findIndex(({ start }) => start === shown);
  const choose = (start: string): void => open(start === period_start ? null : start);
  const [before, after] = [periods[place - 1], periods[place + 1]];
  const current = periods[place];
  return (
    <Panel
      title="Periods"
      note={
        history.length === 0
          ? 'Nothing is known of any before this one.'
          : 'The last one runs: it counts its complete days.'
      }
      actions={
        <div className="budget-switch">
          <ActionIcon aria-label="The period before" disabled={!before} onClick={() => before && choose(before.start)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <span>{current ? periodText(current.start, current.end, formats) : ''}</span>
          <ActionIcon aria-label="The period after" disabled={!after} onClick={() => after && choose(after.start)}>
            <IconChevronRight size={16} />
          </ActionIcon>
          {after && (
            <Button size="xs" variant="default" onClick={() => open(null)}>
              Running period
            </Button>
          )}
        </div>
      }
    >
      <PeriodBars periods={periods} currency={currency} formats={formats} open={{ chosen: shown, choose }} />
    </Panel>
  );
}
