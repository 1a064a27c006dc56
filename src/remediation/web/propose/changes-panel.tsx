import { Button, Drawer, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { ResourceDetail } from '../../../connections/core/resources-contract.ts';
import { nameOf } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { Change } from '../../../recommendations/core/change.ts';
import type { OfferedAction } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { StateBadge } from '../marks.tsx';
import { useOfferedActions } from '../offered-actions.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { fieldsOf, parametersOf, typedFrom } from './parameters.ts';
import { Proposal } from './proposal.tsx';

const WIDTH = 840;
const SHOWN = 20;

interface ResourceProps {
  resource: ResourceDetail;
}

function ChangeForm({
  resource,
  action,
  show,
}: ResourceProps & { action: OfferedAction; show: (change: Change) => void }) {
  const fields = fieldsOf(action, resource);
  const [typed, setTyped] = useState(() => typedFrom(fields, resource));
  const [tried, setTried] = useState(false);
  const { parameters, problems } = parametersOf(fields, typed, resource);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    // The API says what it does not take.
    if (Object.keys(problems).length === 0) show({ action: action.action, parameters } as Change);
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p className="quiet">
        {action.interruption ?? 'Nothing is interrupted.'} {action.undo_text}
      </p>
      <ParameterFields fields={fields} typed={typed} problems={tried ? problems : {}} change={setTyped} />
      <div>
        <Button type="submit" variant="default">
          Show what it would do
        </Button>
      </div>
    </form>
  );
}

function ChooseChange({ resource, actions }: ResourceProps & { actions: OfferedAction[] }) {
  const [chosen, setChosen] = useState<string | null>(actions.length === 1 ? (actions[0]?.action ?? null) : null);
  const [change, setChange] = useState<Change | null>(null);
  const action = actions.find((one) => one.action === chosen);
  return (
    <div className="finding-parts">
      <Select
        label="What to do"
        placeholder="Choose a change"
        allowDeselect={false}
        maw={460}
        data={actions.map((one) => ({ value: String(one.action), label: one.title }))}
        value={chosen}
        onChange={(value) => {
          setChosen(value);
          setChange(null);
        }}
      />
      {action && <ChangeForm key={action.action} resource={resource} action={action} show={setChange} />}
      {change && <Proposal key={JSON.stringify(change)} wanted={{ inventory_id: resource.id, change }} />}
    </div>
  );
}

function ChangeButton({ resource, actions }: ResourceProps & { actions: OfferedAction[] }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" aria-haspopup="dialog" onClick={() => setOpened(true)}>
        Change…
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        size={WIDTH}
        title={<span className="finding-title">Change {nameOf(resource)}</span>}
      >
        {opened && <ChooseChange resource={resource} actions={actions} />}
      </Drawer>
    </>
  );
}

/** What was changed of a resource, and the way to change it. */
export function ChangesPanel({ resource }: ResourceProps) {
  const formats = useFormats();
  const { user } = useSession();
  const offered = useOfferedActions();
  const query = { inventory_id: resource.id, limit: SHOWN };
  const list = useQuery(ask(remediationContract.listRemediations, { query }));
  const fitting = (offered ?? []).filter(({ resource_types }) => resource_types.includes(resource.resource_type));
  const may_change = fitting.length > 0 && resource.gone_at === null && roleAllows(user.role, 'member');
  return (
    <Panel title="Changes" actions={may_change && <ChangeButton resource={resource} actions={fitting} />}>
      <Answer of={list} height={60}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">
              None was proposed from here.
              {offered !== undefined && fitting.length === 0 && ' Resources of this type can’t be changed from here.'}
            </p>
          ) : (
            <ul className="side-list">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to="/remediation/$id" params={{ id: one.id }}>
                      {one.title}
                    </Link>
                    <span className="under">
                      {one.proposed_by}, <When at={one.proposed_at} formats={formats} />
                    </span>
                  </span>
                  <span>
                    <StateBadge state={one.state} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
