import { Button, Drawer } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import type { RuleEntry } from '../../core/contract.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { changedParameters, fieldsOf, valuesOf } from './parameters.ts';
import { saveRule } from './save-rule.ts';

function RuleForm({ rule }: { rule: RuleEntry }) {
  const { user } = useSession();
  const fields = fieldsOf(rule);
  const [values, setValues] = useState(() => valuesOf(fields, rule.parameters));
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: () => saveRule(rule, { parameters: changedParameters(fields, values, rule.parameters) }),
    onSuccess: () => invalidate('recommendations'),
  });
  const disabled = !roleAllows(user.role, 'member');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <h3 className="part-title">Thresholds</h3>
      {fields.length === 0 && <p className="quiet">It has none.</p>}
      <ParameterFields
        fields={fields}
        values={values}
        disabled={disabled}
        problemOf={(name) => (error instanceof ApiProblem ? error.of(`parameters.${name}`) : undefined)}
        change={(next) => {
          setValues(next);
          reset();
        }}
      />
      <FormProblem error={error} fields={fields.map(({ name }) => `parameters.${name}`)} />
      {isSuccess && (
        <div className="notice" data-tone="good" role="status">
          Saved. The look that begins now goes by it.
        </div>
      )}
      {!disabled && fields.length > 0 && (
        <div className="page-actions">
          <Button type="submit" loading={isPending}>
            Save
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setValues(valuesOf(fields, {}));
              reset();
            }}
          >
            All to their defaults
          </Button>
        </div>
      )}
    </form>
  );
}

function Told({ rule }: { rule: RuleEntry }) {
  return (
    <div className="rule-told">
      <p>{rule.description}</p>
      {rule.failure && (
        <div className="notice" data-tone="bad">
          <p>It failed in the last look: {rule.failure} What it had found before stays as it was.</p>
        </div>
      )}
      <p className="quiet">Looks at: {rule.resource_types.map(typeTitle).join(', ')}</p>
      {rule.sources.length > 0 && (
        <>
          <h3 className="part-title">Where its criteria come from</h3>
          <ul className="plain-list">
            {rule.sources.map((source) => (
              <li key={source}>{source}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** A rule with its thresholds, beside the list of rules. */
export function RuleDrawer({ rule, close }: { rule: RuleEntry | null; close: () => void }) {
  return (
    <Drawer
      opened={rule !== null}
      onClose={close}
      title={<span className="finding-title">{rule?.title}</span>}
      size={520}
    >
      {rule && (
        <div className="finding-parts">
          <Told rule={rule} />
          <RuleForm key={rule.id} rule={rule} />
        </div>
      )}
    </Drawer>
  );
}
