import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { policiesContract } from '../../core/contract.ts';
import { CompliancePanel } from './compliance-panel.tsx';
import { PolicyTable } from './policy-table.tsx';
import { SummaryFigures } from './summary-figures.tsx';
import '../../../costs/web/costs.css';
import '../policies.css';

/** More policies than anybody keeps in mind: the rest is behind the API. */
const MOST = 500;

const NewPolicy = () => <Button renderRoot={(props) => <Link {...props} to="/policies/new" />}>New policy</Button>;

function Policies({ may_add }: { may_add: boolean }) {
  const summary = useQuery(ask(policiesContract.getPoliciesSummary));
  const policies = useQuery(ask(policiesContract.listPolicies, { query: { limit: MOST } }));
  return (
    <Answer of={policies} height={520}>
      {({ items }) =>
        items.length === 0 ? (
          <Panel>
            <EmptyState title="No policy yet" action={may_add ? <NewPolicy /> : undefined}>
              A policy says what has to hold, such as that everything has an owner, or that no resource costs more than
              so much. Begin with a template, and simulate it over the last months before anybody is told.
              {!may_add && ' Admins can add one.'}
            </EmptyState>
          </Panel>
        ) : (
          <>
            <Answer of={summary} height={110}>
              {(data) => <SummaryFigures summary={data} />}
            </Answer>
            <Panel title="Policies">
              <PolicyTable policies={items} />
            </Panel>
            <CompliancePanel />
          </>
        )
      }
    </Answer>
  );
}

/** What has to hold for what is run and spent, and how well it does. */
export function PoliciesPage() {
  const { user } = useSession();
  const may_add = roleAllows(user.role, 'admin');
  return (
    <Page
      title="Policies"
      lead="What has to hold for what you run and spend, and how well it does."
      actions={
        <>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/violations" />}>
            Violations
          </Button>
          {may_add && <NewPolicy />}
        </>
      }
    >
      <Policies may_add={may_add} />
    </Page>
  );
}
