import { ActionIcon, Autocomplete, Button, TagsInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { costsContract } from '../../../costs/core/contract.ts';
import { ValuePicker } from '../../../costs/web/explorer/value-picker.tsx';
import { ask } from '../../../platform/web/queries.ts';
import type { RoutePartProps } from './route-drawer.tsx';
import type { TagRow } from './route-form.ts';

const GROUPINGS = [
  { name: 'services', grouping: 'service' },
  { name: 'accounts', grouping: 'account' },
  { name: 'regions', grouping: 'region' },
  { name: 'providers', grouping: 'provider' },
] as const;

interface TagRowsProps {
  tags: TagRow[];
  setTags: (tags: TagRow[]) => void;
}

function TagRows({ tags, setTags }: TagRowsProps) {
  const { data } = useQuery(ask(costsContract.costDimensions));
  const change = (index: number, part: Partial<TagRow>): void =>
    setTags(tags.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <>
      {tags.map((row, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no other identity than their place
        <div key={index} className="route-tag">
          <Autocomplete
            label="Tag"
            placeholder="team"
            data={(data?.tag_keys ?? []).map(({ key }) => key)}
            value={row.key}
            onChange={(key) => change(index, { key })}
            comboboxProps={{ withinPortal: false }}
          />
          <TagsInput
            label="Is one of"
            acceptValueOnBlur
            value={row.values}
            onChange={(values) => change(index, { values })}
          />
          <ActionIcon
            aria-label={`Remove tag ${row.key}`}
            onClick={() => setTags(tags.filter((_, at) => at !== index))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        className="route-add-tag"
        leftSection={<IconPlus size={13} aria-hidden={true} />}
        onClick={() => setTags([...tags, { key: '', values: [] }])}
      >
        By a tag
      </Button>
    </>
  );
}

/** Which costs and whose a route is for; closed while it is for all. */
export function ScopeFields({ form, set, setTags }: RoutePartProps & Pick<TagRowsProps, 'setTags'>) {
  const { scope, owners } = form.body;
  // Only to begin with: what somebody opened stays open, whatever they take out again.
  const [is_narrowed] = useState(
    form.tags.length > 0 || owners.length > 0 || GROUPINGS.some(({ name }) => scope[name].length > 0),
  );
  return (
    <details className="route-scope" open={is_narrowed}>
      <summary>Only some costs or owners</summary>
      <div className="form">
        <p className="quiet">
          All that is given has to fit. A notification that does not say it is not sent by this route.
        </p>
        {GROUPINGS.map(({ name, grouping }) => (
          <ValuePicker
            key={name}
            grouping={grouping}
            values={scope[name]}
            setValues={(values) =>
              // Costs that have none are nothing that a notification could name.
              set({ scope: { ...scope, [name]: values.filter((value) => value !== '') } })
            }
          />
        ))}
        <TagRows tags={form.tags} setTags={setTags} />
        <TagsInput
          label="Owner"
          placeholder={owners.length === 0 ? 'Anybody' : undefined}
          acceptValueOnBlur
          value={owners}
          onChange={(next) => set({ owners: next })}
        />
      </div>
    </details>
  );
}
