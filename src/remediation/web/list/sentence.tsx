import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { FacetFilter } from '../../../connections/web/inventory/facet-filter.tsx';
import { ask } from '../../../platform/web/queries.ts';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import type { Action } from '../../../recommendations/core/change.ts';
import { remediationContract } from '../../core/contract.ts';
import type { RemediationsView } from './remediations-view.ts';

const EVERY = 'every';
const CLOUDS = [
  { value: EVERY, label: 'any cloud' },
  ...(['aws', 'azure'] as const).map((value) => ({ value: String(value), label: cloudTitle(value) })),
];

interface SentenceProps {
  view: RemediationsView;
  setView: (view: RemediationsView, replace?: boolean) => void;
}

/** What is listed, as a sentence whose words can be changed. */
export function Sentence({ view, setView }: SentenceProps) {
  const { data } = useQuery(ask(remediationContract.listRemediationActions));
  const items = (data?.items ?? []).map(({ action, title }) => ({ value: action, label: title, resources: null }));
  return (
    <section className="panel sentence" aria-label="What is listed">
      <SearchField
        label="Search the changes"
        placeholder="Title, resource or owner"
        value={view.search}
        change={(search) => setView({ ...view, search }, true)}
      />
      <span>of</span>
      <FacetFilter
        one="Action"
        several="actions"
        items={items}
        values={view.action}
        change={(action) => setView({ ...view, action: action as Action[] })}
      />
      <span>in</span>
      <Select
        size="xs"
        w={116}
        aria-label="Cloud"
        allowDeselect={false}
        data={CLOUDS}
        value={view.provider ?? EVERY}
        onChange={(value) => setView({ ...view, provider: value === 'aws' || value === 'azure' ? value : null })}
      />
      {view.batch !== null && (
        <span className="chip">
          <span className="chip-text">of one batch</span>
          <button type="button" aria-label="Remove: of one batch" onClick={() => setView({ ...view, batch: null })}>
            ×
          </button>
        </span>
      )}
    </section>
  );
}
