import { Button, Checkbox, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { ChoicePopover } from '../../../platform/web/ui/choice-popover.tsx';

/** A value that can be chosen, and how many resources have it. */
export interface FacetItem {
  value: string;
  label: string;
  resources: number | null;
}

interface FacetFilterProps {
  /** What it narrows: `type`, and of several: `types`. */
  one: string;
  several: string;
  items: FacetItem[];
  values: string[];
  change: (values: string[]) => void;
}

/** From so many values on, finding one by its name is quicker than looking. */
const SEARCHABLE = 9;

function Choices({ several, items, values, change }: Omit<FacetFilterProps, 'one'>) {
  const formats = useFormats();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = items.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted));
  return (
    <Stack gap="xs">
      {items.length >= SEARCHABLE && (
        <TextInput
          size="xs"
          data-autofocus
          aria-label={`Find among ${several}`}
          placeholder="Type to find"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <Checkbox.Group value={values} onChange={change} aria-label={several}>
        <div className="facet-list">
          {found.map(({ value, label, resources }) => (
            <Checkbox
              key={value}
              size="xs"
              value={value}
              title={value}
              label={
                <span className="facet-label">
                  <span>{label}</span>
                  {resources !== null && <span>{countText(resources, formats)}</span>}
                </span>
              }
            />
          ))}
        </div>
      </Checkbox.Group>
      {found.length === 0 && <p className="quiet">None has that in its name.</p>}
      {values.length > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => change([])}>
          All {several}
        </Button>
      )}
    </Stack>
  );
}

/** Narrows to some values of a facet; says which in the sentence it stands in. */
export function FacetFilter({ one, several, items, values, change }: FacetFilterProps) {
  const titleOf = (value: string): string => items.find((item) => item.value === value)?.label ?? value;
  return (
    <ChoicePopover one={one} several={several} values={values} titleOf={titleOf}>
      <Choices several={several} items={items} values={values} change={change} />
    </ChoicePopover>
  );
}
