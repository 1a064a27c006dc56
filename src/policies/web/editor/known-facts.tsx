import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { costsContract } from '../../../costs/core/contract.ts';
import { ask } from '../../../platform/web/queries.ts';
import { policiesContract } from '../../core/contract.ts';
import type { PolicySubject } from '../../core/policy.ts';
import { type Known, typeWord } from './completions.ts';

/** What expressions on a subject can name; nothing while it is not known. */
export function useKnown(subject: PolicySubject): Known {
  const { data } = useQuery(ask(policiesContract.listPolicyFacts, { query: { subject } }));
  const dimensions = useQuery(ask(costsContract.costDimensions));
  const keys = dimensions.data?.tag_keys;
  return useMemo(
    () => ({
      facts: data?.items ?? [],
      functions: data?.functions ?? [],
      tag_keys: (keys ?? []).map(({ key }) => key),
    }),
    [data, keys],
  );
}

/** Everything that can be named, to look it up. */
export function KnownFacts({ known }: { known: Known }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const has = (...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(wanted));
  const facts = known.facts.filter(({ path, description }) => has(path, description));
  const functions = known.functions.filter(({ name, description }) => has(name, description));
  return (
    <section className="policy-known" aria-label="What can be named">
      <h2 className="part-title">What can be named</h2>
      <TextInput
        size="xs"
        aria-label="Search facts and functions"
        placeholder="Search"
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <div className="policy-known-list" role="group" tabIndex={0} aria-label="Facts and functions">
        <dl>
          {facts.map(({ path, type, description, optional }) => (
            <div key={path}>
              <dt>
                <code>{path}</code> <span className="under">{typeWord(type)}</span>
              </dt>
              <dd>
                {description}
                {optional && ' · may be missing'}
              </dd>
            </div>
          ))}
          {functions.map(({ name, description }) => (
            <div key={name}>
              <dt>
                <code>{name}(…)</code>
              </dt>
              <dd>{description}</dd>
            </div>
          ))}
        </dl>
        {facts.length + functions.length === 0 && <p className="quiet">Nothing is called so.</p>}
      </div>
    </section>
  );
}
