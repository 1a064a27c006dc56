import type { ChartData } from '../../../platform/web/chart/series.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import type { Simulation } from '../../core/contract.ts';

/** The currency in which most was found: others can't be added to it. Null where no cost is known. */
export const mainCurrency = ({ cost }: Pick<Simulation, 'cost'>): string | null =>
  cost.toSorted((a, b) => b.amount - a.amount)[0]?.currency ?? null;

/** What subjects cost by day on the days on which they broke the policy, in one currency. */
export function simulationChart({ days, cost }: Simulation, currency: string, formats: Formats): ChartData {
  const amountOn = (amounts: Simulation['cost']): number =>
    amounts.find((one) => one.currency === currency)?.amount ?? 0;
  return {
    series: [
      {
        name: 'broken',
        title: 'Cost where it is not kept',
        color: 'var(--series-2)',
        total: amountOn(cost),
        is_rest: false,
      },
    ],
    points: days.map((day) => ({
      date: day.date,
      title: dayText(day.date, formats, 'short'),
      total: amountOn(day.cost),
      values: [amountOn(day.cost)],
      incomplete: false,
    })),
  };
}
