import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue, useMounted } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { anomaliesContract } from '../../anomalies/core/contract.ts';
import { kindText } from '../../anomalies/web/words.ts';
import { resourcesContract } from '../../connections/core/resources-contract.ts';
import { nameOf, typeTitle } from '../../connections/web/inventory/resource-types.ts';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { SETTINGS_TABS } from '../../identity/web/settings/tabs.ts';
import { type Role, roleAllows } from '../../platform/core/endpoint.ts';
import { call } from '../../platform/web/client.ts';
import { dayText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import type { Search } from '../../platform/web/search.ts';
import { PAGES } from './pages.ts';

interface Target {
  title: string;
  /** What it is, where that is no page. */
  note?: string;
  to: string;
  search?: Search;
  /** The least role that sees it; without, everybody does. */
  role?: Role;
}

const TARGETS: Target[] = [
  ...PAGES.map(({ title, path, link }) => ({ title, to: link ?? path })),
  ...SETTINGS_TABS.map(({ id, title, role }) => ({ title: `Settings: ${title}`, to: `/settings/${id}`, role })),
  { title: 'Inbox', to: '/inbox' },
  {
    title: 'Deliveries of notifications that failed',
    to: '/settings/notifications',
    search: { state: 'failed' },
    role: 'member',
  },
  { title: 'Add cost data', to: '/welcome' },
  { title: 'Connect a cloud', to: '/connections/new' },
  { title: 'Changes that wait for approval', to: '/remediation', search: { queue: 'waiting' } },
  { title: 'Remediation: approval rules, freezes and hours', to: '/remediation', search: { tab: 'settings' } },
];

const SHORTEST_SEARCH = 2;
const RESOURCES_SHOWN = 6;
const ANOMALIES_SHOWN = 4;
const RECOMMENDATIONS_SHOWN = 4;
const REMEDIATIONS_SHOWN = 4;
const BUDGETS_SHOWN = 4;

/** Anomalies of any state that have the text in where they were or in their cause; the latest first. */
function useAnomalyTargets(search: string): Target[] {
  const formats = useFormats();
  const { data } = useQuery({
    ...ask(anomaliesContract.listAnomalies, { query: { search, limit: ANOMALIES_SHOWN } }),
    enabled: search.length >= SHORTEST_SEARCH,
  });
  if (!data || search.length < SHORTEST_SEARCH) return [];
  return data.items.map((anomaly) => ({
    title: anomaly.title,
    note: `${kindText(anomaly)}, ${dayText(anomaly.started_on, formats, 'short')}`,
    to: `/anomalies/${anomaly.id}`,
  }));
}

/** Budgets that have the text in their name, owner or costs. */
function useBudgetTargets(search: string): Target[] {
  const { data } = useQuery({
    queryKey: ['budgets', 'palette'],
    queryFn: async ({ signal }) => {
      const { budgetsContract } = await import('../../budgets/core/contract.ts');
      return call(budgetsContract.listBudgets, { query: { limit: 500 } }, signal);
    },
    enabled: search.length >= SHORTEST_SEARCH,
  });
  if (!data || search.length < SHORTEST_SEARCH) return [];
  const wanted = search.toLowerCase();
  return data.items
    .filter(({ name, owner, scope_title }) =>
      [name, owner ?? '', scope_title].some((text) => text.toLowerCase().includes(wanted)),
    )
    .slice(0, BUDGETS_SHOWN)
    .map(({ id, name }) => ({ title: name, note: 'Budget', to: `/budgets/${id}` }));
}

/** Recommendations that wait for somebody and have the text in their title, name, id or owner; the largest first. */
function useRecommendationTargets(search: string): Target[] {
  const { data } = useQuery({
    queryKey: ['recommendations', 'palette', search],
    // Their contract is large: it is loaded when somebody searches, not with every first page.
    queryFn: async ({ signal }) => {
      const { recommendationsContract } = await import('../../recommendations/core/contract.ts');
      const query = { search, limit: RECOMMENDATIONS_SHOWN };
      return call(recommendationsContract.listRecommendations, { query }, signal);
    },
    placeholderData: keepPreviousData,
    enabled: search.length >= SHORTEST_SEARCH,
  });
  if (!data || search.length < SHORTEST_SEARCH) return [];
  return data.items.map(({ id, title }) => ({ title, note: 'Recommendation', to: `/recommendations/${id}` }));
}

/** Changes of any state that have the text in their title, resource or owner; the newest first. */
function useRemediationTargets(search: string): Target[] {
  const { data } = useQuery({
    queryKey: ['remediations', 'palette', search],
    queryFn: async ({ signal }) => {
      const { remediationContract } = await import('../../remediation/core/contract.ts');
      return call(remediationContract.listRemediations, { query: { search, limit: REMEDIATIONS_SHOWN } }, signal);
    },
    placeholderData: keepPreviousData,
    enabled: search.length >= SHORTEST_SEARCH,
  });
  if (!data || search.length < SHORTEST_SEARCH) return [];
  return data.items.map(({ id, title }) => ({ title, note: 'Change', to: `/remediation/${id}` }));
}

/** Resources that have the text in their name, id or tags. */
function useResourceTargets(search: string): Target[] {
  const { data } = useQuery({
    ...ask(resourcesContract.listResources, { query: { search, limit: RESOURCES_SHOWN } }),
    enabled: search.length >= SHORTEST_SEARCH,
  });
  if (!data || search.length < SHORTEST_SEARCH) return [];
  return data.items.map((resource) => ({
    title: nameOf(resource),
    note: typeTitle(resource.resource_type),
    to: `/inventory/${resource.id}`,
  }));
}

/** Goes to any page, anomaly, recommendation, change or resource by typing part of its name. */
export function PaletteDialog({ opened, setOpened }: { opened: boolean; setOpened: (opened: boolean) => void }) {
  const opens = useMounted() && opened;
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const { user } = useSession();
  const pages = TARGETS.filter(
    ({ title, role }) =>
      title.toLowerCase().includes(search.trim().toLowerCase()) && (role === undefined || roleAllows(user.role, role)),
  );
  // What the server finds comes once the typing pauses.
  const [asked] = useDebouncedValue(search.trim(), 200);
  const found = [
    ...pages,
    ...useBudgetTargets(asked),
    ...useAnomalyTargets(asked),
    ...useRecommendationTargets(asked),
    ...useRemediationTargets(asked),
    ...useResourceTargets(asked),
  ];
  const close = (): void => {
    setOpened(false);
    setSearch('');
    setChosen(0);
  };
  const go = (target: Target | undefined): void => {
    if (!target) return;
    close();
    void navigate({ to: target.to, search: target.search ?? {} });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') go(found[chosen]);
  };
  return (
    <Modal opened={opens} onClose={close} withCloseButton={false} title="Go to" centered={false} padding="sm">
      <TextInput
        data-autofocus
        aria-label="Recommendation, anomaly, page or resource"
        placeholder="Page, setting, anomaly, recommendation, change or resource"
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[chosen] ? `palette-${chosen}` : undefined}
      />
      <div id="palette-list" role="listbox" aria-label="Pages, anomalies, recommendations, changes and resources">
        {found.map((target, index) => (
          // The text field keeps the focus and has the keys.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            // A page may be where one of its tabs is.
            key={`${target.to} ${target.title}`}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            data-chosen={index === chosen || undefined}
            className="palette-item"
            onClick={() => go(target)}
          >
            {target.title}
            {target.note && <span className="palette-note">{target.note}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p>No page, anomaly, recommendation, change or resource has that in its name.</p>}
    </Modal>
  );
}
