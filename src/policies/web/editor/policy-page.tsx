import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type PolicyAnswer, policiesContract } from '../../core/contract.ts';
import { policyBodySchema } from '../../core/policy.ts';
import { type Draft, draftOf } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { Standing } from './standing.tsx';
import { TemplateChoice } from './template-choice.tsx';
import './editor.css';

const AllPolicies = () => (
  <Button component={Link} to="/policies" variant="default">
    All policies
  </Button>
);

/** The template that the address names. */
function useAskedTemplate(): { draft: Draft | null; is_loading: boolean } {
  const [id] = valuesOf(useSearch({ strict: false }) as Search, 'template');
  const { data, isLoading } = useQuery({ ...ask(policiesContract.listPolicyTemplates), enabled: id !== undefined });
  const found = data?.items.find((template) => template.id === id);
  return { draft: found ? draftOf(found) : null, is_loading: id !== undefined && isLoading };
}

/** A new policy: from a template, which the address may name, or from nothing. */
export function NewPolicyPage() {
  const { draft, is_loading } = useAskedTemplate();
  const [chosen, setChosen] = useState<Draft | null>(null);
  const begun = chosen ?? draft;
  return (
    <Page
      title="New policy"
      lead="A rule that what you run and spend has to keep, checked again and again."
      actions={
        <>
          {begun && (
            <Button component={Link} to="/policies/new" variant="default" onClick={() => setChosen(null)}>
              Another template
            </Button>
          )}
          <AllPolicies />
        </>
      }
    >
      {begun ? (
        <PolicyForm key={begun.body.template_id ?? 'empty'} begun={begun} />
      ) : (
        !is_loading && <TemplateChoice choose={setChosen} />
      )}
    </Page>
  );
}

const bodyOf = (policy: PolicyAnswer): Draft['body'] => {
  const fields = Object.keys(policyBodySchema.shape) as (keyof Draft['body'])[];
  return policyBodySchema.parse(Object.fromEntries(fields.map((field) => [field, policy[field]])));
};

/** One policy: how it is kept, and all of it to change. */
export function PolicyPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({ ...ask(policiesContract.getPolicy, { params: { id } }), placeholderData: undefined });
  return (
    <Page
      title={query.data?.name ?? 'Policy'}
      lead={query.data?.description || 'A rule that what you run and spend has to keep, checked again and again.'}
      actions={<AllPolicies />}
    >
      <Answer of={query} height={640}>
        {(policy) => (
          <>
            <Standing policy={policy} />
            <PolicyForm key={policy.id} policy={policy} begun={{ body: bodyOf(policy), values: {} }} />
          </>
        )}
      </Answer>
    </Page>
  );
}
