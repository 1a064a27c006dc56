import { useFormats } from '../../../identity/web/session.ts';
import { Money } from '../../../platform/web/ui/amounts.tsx';
import type { LatestForecast } from '../../core/contract.ts';
import { spanText } from '../words.ts';

/** The planned changes that are in a forecast's figures, with what each adds. */
export function PlannedList({ planned, currency }: Pick<LatestForecast, 'planned' | 'currency'>) {
  const formats = useFormats();
  if (planned.length === 0) return null;
  return (
    <>
      <h3 className="part-title planned-title">Planned changes in these figures</h3>
      <ul className="planned">
        {planned.map(({ event_id, name, start, end, amount }) => (
          <li key={event_id}>
            <span className="planned-mark" aria-hidden="true" />
            <span className="planned-what">
              <span>{name}</span>
              <span className="quiet">{spanText(start, end, formats)}</span>
            </span>
            <span className="planned-amount">
              {amount > 0 && '+'}
              <Money amount={amount} currency={currency} formats={formats} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
