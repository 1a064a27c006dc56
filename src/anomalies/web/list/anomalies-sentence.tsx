import { Select } from '@mantine/core';
import { FacetFilter, type FacetItem } from '../../../connections/web/inventory/facet-filter.tsx';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { SEVERITIES, type Severity } from '../../core/analysis-contract.ts';
import { ANOMALY_STATUSES, type AnomalyStatus, DIRECTIONS, type Direction } from '../../core/contract.ts';
import { DIRECTION_WORDS, SEVERITY_WORDS, STATUS_WORDS } from '../words.ts';
import { type AnomaliesView, DEFAULT_VIEW } from './anomalies-view.ts';
import { ValueFilter } from './value-filter.tsx';

const ALL = 'all';
const PENDING = String(DEFAULT_VIEW.status);
const STATUS_CHOICES = [
  { value: PENDING, label: 'open or acknowledged' },
  ...ANOMALY_STATUSES.map((value) => ({ value: String(value), label: STATUS_WORDS[value].word.toLowerCase() })),
  { value: ALL, label: 'in any state' },
];
const SEVERITY_ITEMS: FacetItem[] = SEVERITIES.toReversed().map((value) => ({
  value,
  label: SEVERITY_WORDS[value].word,
  resources: null,
}));
const EITHER = 'either';
const EVERY = 'every';

interface SentenceProps {
  view: AnomaliesView;
  setView: (view: AnomaliesView, replace?: boolean) => void;
  /** Currencies to choose from; fewer than two leave no choice. */
  currencies: string[];
}

function StatusSelect({ status, change }: { status: AnomalyStatus[]; change: (status: AnomalyStatus[]) => void }) {
  const value = status.length > 0 ? String(status) : ALL;
  // An address may name states that are no choice together.
  const own = STATUS_CHOICES.some((choice) => choice.value === value)
    ? []
    : [{ value, label: status.map((one) => STATUS_WORDS[one].word.toLowerCase()).join(' or ') }];
  return (
    <Select
      size="xs"
      w={178}
      aria-label="State"
      allowDeselect={false}
      data={[...STATUS_CHOICES, ...own]}
      value={value}
      onChange={(chosen) =>
        chosen !== null &&
        change(chosen === ALL ? [] : ANOMALY_STATUSES.filter((one) => chosen.split(',').includes(one)))
      }
    />
  );
}

/** What is listed, as a sentence whose words can be changed. */
export function AnomaliesSentence({ view, setView, currencies }: SentenceProps) {
  return (
    <section className="panel sentence" aria-label="What is listed">
      <SearchField
        label="Search the anomalies"
        placeholder="Where it was, or its cause"
        value={view.search}
        change={(search) => setView({ ...view, search }, true)}
      />
      <span>that are</span>
      <StatusSelect status={view.status} change={(status) => setView({ ...view, status })} />
      <span>of</span>
      <FacetFilter
        one="Severity"
        several="severities"
        items={SEVERITY_ITEMS}
        values={view.severity}
        change={(severity) => setView({ ...view, severity: severity as Severity[] })}
      />
      <span>with</span>
      <Select
        size="xs"
        w={168}
        aria-label="Direction"
        allowDeselect={false}
        data={[
          { value: EITHER, label: 'costs that rose or fell' },
          ...DIRECTIONS.map((value) => ({ value, label: DIRECTION_WORDS[value] })),
        ]}
        value={view.direction ?? EITHER}
        onChange={(value) => setView({ ...view, direction: value === EITHER ? null : (value as Direction) })}
      />
      <span>in</span>
      <ValueFilter
        grouping="service"
        several="services"
        values={view.service}
        change={(service) => setView({ ...view, service })}
      />
      <span>of</span>
      <ValueFilter
        grouping="account"
        several="accounts"
        values={view.account}
        change={(account) => setView({ ...view, account })}
      />
      {currencies.length > 1 && (
        <Select
          size="xs"
          w={138}
          aria-label="Currency"
          allowDeselect={false}
          data={[
            { value: EVERY, label: 'in any currency' },
            ...currencies.map((value) => ({ value, label: `in ${value}` })),
          ]}
          value={view.currency ?? EVERY}
          onChange={(value) => setView({ ...view, currency: value === EVERY ? null : value })}
        />
      )}
    </section>
  );
}
