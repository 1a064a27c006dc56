import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { dayAtText, type Formats } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type RuleEntry, type RuleExceptionEntry, recommendationsContract } from '../../core/contract.ts';
import { nameText } from '../words.ts';
import { ExceptionDrawer } from './exception-drawer.tsx';
import { scopeTexts } from './exception-form.ts';
import { LabelsPanel } from './labels-panel.tsx';
import '../checks-table.css';
import './rules.css';

/** As many as one answer may have. */
const MOST = 500;

function What({ exception: { excluded, parameters } }: { exception: RuleExceptionEntry }) {
  if (excluded) return 'Left out';
  return (
    <span className="wrapping">
      {Object.entries(parameters)
        .map(([name, value]) => `${nameText(name)}: ${String(value)}`)
        .join(', ')}
    </span>
  );
}

function Delete({ exception }: { exception: RuleExceptionEntry }) {
  const remove = async (): Promise<void> => {
    await call(recommendationsContract.deleteRuleException, { params: { id: exception.id } });
    await invalidate('recommendations');
  };
  return (
    <ConfirmButton
      label="Delete"
      question={`${scopeTexts(exception.scope).join(', ')}: the rules treat these resources as all others again, from the next look on.`}
      verb="Delete"
      run={remove}
    />
  );
}

function columnsFor(rules: RuleEntry[], may_write: boolean, formats: Formats): Column<RuleExceptionEntry>[] {
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const columns: Column<RuleExceptionEntry>[] = [
    {
      id: 'scope',
      title: 'Resources',
      cell: ({ scope, reason }) => (
        <span className="wrapping">
          {scopeTexts(scope).join(', ')}
          <span className="under">{reason}</span>
        </span>
      ),
    },
    {
      id: 'rule',
      title: 'Rule',
      cell: ({ rule_id }) => (
        <span className="wrapping">{rule_id === null ? 'Every rule' : (titles.get(rule_id) ?? rule_id)}</span>
      ),
    },
    { id: 'what', title: 'What counts', is_secondary: true, cell: (one) => <What exception={one} /> },
    {
      id: 'by',
      title: 'By',
      is_secondary: true,
      cell: ({ created_by, created_at }) => (
        <>
          {created_by}
          <span className="under">{dayAtText(created_at, formats)}</span>
        </>
      ),
    },
  ];
  if (may_write) columns.push({ id: 'delete', title: '', is_number: true, cell: (one) => <Delete exception={one} /> });
  return columns;
}

function Exceptions({ rules, exceptions }: { rules: RuleEntry[]; exceptions: RuleExceptionEntry[] }) {
  const { user } = useSession();
  const formats = useFormats();
  const [adding, setAdding] = useState(false);
  const may_write = roleAllows(user.role, 'member');
  const add = may_write && (
    <Button size="xs" onClick={() => setAdding(true)}>
      Add an exception
    </Button>
  );
  return (
    <Panel
      title="Exceptions"
      note="Resources that rules leave out, or hold against other thresholds"
      actions={exceptions.length > 0 && add}
    >
      {exceptions.length === 0 ? (
        <EmptyState title="No exceptions" action={add}>
          Every rule looks at every resource with the thresholds on the tab “Rules”. An account, a tag or a single
          resource can be left out, or have thresholds of its own.
        </EmptyState>
      ) : (
        <div className="snug">
          <DataTable
            caption="Exceptions"
            columns={columnsFor(rules, may_write, formats)}
            rows={exceptions}
            keyOf={({ id }) => id}
          />
        </div>
      )}
      <ExceptionDrawer rules={rules} opened={adding} close={() => setAdding(false)} />
    </Panel>
  );
}

/** Where rules make exceptions, and by which tags environment and owner are known. */
export function ExceptionsTab() {
  const rules = useQuery(ask(recommendationsContract.listRecommendationRules));
  const exceptions = useQuery(ask(recommendationsContract.listRuleExceptions, { query: { limit: MOST } }));
  return (
    <>
      <Answer of={rules} height={260}>
        {(known) => (
          <Answer of={exceptions} height={260}>
            {({ items }) => <Exceptions rules={known.items} exceptions={items} />}
          </Answer>
        )}
      </Answer>
      <LabelsPanel />
    </>
  );
}
