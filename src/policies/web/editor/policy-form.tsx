import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type PolicyAnswer, policiesContract } from '../../core/contract.ts';
import { type PolicyBody, policyBodySchema } from '../../core/policy.ts';
import { SUBJECT_WORDS } from '../words.ts';
import { ExpressionField } from './expression-field.tsx';
import { KnownFacts, useKnown } from './known-facts.tsx';
import { type Draft, draftErrors } from './policy-draft.ts';
import { type FieldsProps, ModeFields, NameFields } from './policy-fields.tsx';
import { SimulationPanel } from './simulation-panel.tsx';
import { TemplateFields } from './template-fields.tsx';
import { type Checked, type Expressions, useChecked } from './use-checked.ts';

const FIELD_TITLES: Record<string, string> = { applies_when: 'It applies when', must_hold: 'What must hold' };

/** Sends a policy; a new one gets its page. */
function useSave(policy: PolicyAnswer | undefined) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: PolicyBody) =>
      policy
        ? call(policiesContract.updatePolicy, { params: { id: policy.id }, body })
        : call(policiesContract.createPolicy, { body }),
    onSuccess: async ({ id }) => {
      await invalidate('policies');
      if (!policy) await navigate({ to: '/policies/$id', params: { id }, replace: true });
    },
  });
}

/** Why it was not saved: what is wrong with expressions, each with its place, or else the problem. */
function SaveProblem({ error }: { error: Error | null }) {
  const places = error instanceof ApiProblem ? error.errors.filter(({ path }) => path.slice(5) in FIELD_TITLES) : [];
  if (places.length === 0) return <FormProblem error={error} fields={['name', 'description']} />;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>It was not saved: its expressions have errors.</p>
      <ul className="plain-list">
        {places.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {FIELD_TITLES[path.slice(5)]}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Remove({ policy }: { policy: PolicyAnswer }) {
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await call(policiesContract.deletePolicy, { params: { id: policy.id } });
    await navigate({ to: '/policies', replace: true });
    await invalidate('policies');
  };
  return (
    <ConfirmButton
      label="Remove"
      size="sm"
      question={`The policy “${policy.name}”, its violations and its exceptions are no longer there. This can not be undone.`}
      verb="Remove"
      run={remove}
    />
  );
}

interface ExpressionsPartProps extends FieldsProps {
  checked: Checked;
}

function ExpressionFields({ body, change, errorOf, checked }: ExpressionsPartProps) {
  const known = useKnown(body.subject);
  const { several, one } = SUBJECT_WORDS[body.subject];
  return (
    <>
      <ExpressionField
        label="It applies when"
        description={`Which ${several} it is about; empty is all. An expression (CEL) that comes out true or false.`}
        hint={`All ${several}`}
        value={body.applies_when}
        change={(applies_when) => change({ applies_when })}
        errors={checked.errors.applies_when}
        problem={errorOf('applies_when')}
        known={known}
      />
      <ExpressionField
        label="What must hold"
        description={`True for each ${one} that keeps it. Ctrl and space shows what can be named; Tab goes on to the next field.`}
        hint="has(tags.owner)"
        value={body.must_hold}
        change={(must_hold) => change({ must_hold })}
        errors={checked.errors.must_hold}
        problem={errorOf('must_hold')}
        known={known}
      />
    </>
  );
}

/** A policy to write: what it is about, what must hold, what follows, and what it would have found. */
export function PolicyForm({ policy, begun }: { policy?: PolicyAnswer; begun: Draft }) {
  const { user } = useSession();
  const [draft, setDraft] = useState(begun);
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error, isSuccess, variables } = useSave(policy);
  const { body } = draft;
  const { subject, applies_when, must_hold } = body;
  const expressions: Expressions = { subject, applies_when, must_hold };
  const checked = useChecked(expressions);
  const known = useKnown(subject);
  const may_save = roleAllows(user.role, 'admin');
  const own = draftErrors(body);
  const fields: FieldsProps = {
    body,
    change: (changed) => setDraft((now) => ({ ...now, body: { ...now.body, ...changed } })),
    errorOf: (field) => (tried ? own[field] : undefined) ?? (error instanceof ApiProblem ? error.of(field) : undefined),
  };
  const is_wrong = checked.errors.applies_when.length + checked.errors.must_hold.length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(own).length === 0) mutate(policyBodySchema.parse(body));
  };
  return (
    <>
      <form className="policy-form" onSubmit={submit} noValidate>
        <Panel>
          <div className="policy-fields">
            <NameFields {...fields} />
            <TemplateFields draft={draft} change={setDraft} />
            <ExpressionFields {...fields} errorOf={(field) => (tried ? own[field] : undefined)} checked={checked} />
            <ModeFields {...fields} />
            <SaveProblem error={error} />
            {may_save ? (
              <div className="page-actions">
                <Button type="submit" loading={isPending}>
                  Save
                </Button>
                {policy && <Remove policy={policy} />}
                <span className="quiet" role="status">
                  {isSuccess &&
                    JSON.stringify(variables) === JSON.stringify(policyBodySchema.safeParse(body).data) &&
                    'Saved'}
                </span>
              </div>
            ) : (
              <p className="quiet">Only admins can save policies. Changes can be tried here, and simulated.</p>
            )}
          </div>
        </Panel>
        <KnownFacts known={known} />
      </form>
      <SimulationPanel
        expressions={expressions}
        is_ready={must_hold.trim() !== '' && checked.is_current && !is_wrong}
      />
    </>
  );
}
