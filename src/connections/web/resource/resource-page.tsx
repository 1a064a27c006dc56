import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { timeText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type ResourceDetail, resourcesContract } from '../../core/resources-contract.ts';
import { cloudTitle } from '../cloud-mark.tsx';
import { ResourceStatus } from '../inventory/resource-table.tsx';
import { nameOf, typeTitle } from '../inventory/resource-types.ts';
import { AllTags } from '../inventory/tags.tsx';
import { AdvicePanel } from './advice-panel.tsx';
import { AttributeTable } from './attribute-table.tsx';
import { CostPanel } from './cost-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { Relations } from './relations.tsx';
import '../../../costs/web/costs.css';
import '../connections.css';
import '../inventory/inventory.css';
import './resource.css';

function ResourceId({ resource_id }: Pick<ResourceDetail, 'resource_id'>) {
  return (
    <span className="resource-id">
      <code>{resource_id}</code>
      <CopyButton value={resource_id}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon size="sm" aria-label={copied ? 'Copied' : 'Copy the id'} onClick={copy}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}

function Head({ resource }: { resource: ResourceDetail }) {
  const formats = useFormats();
  const time = (at: string | null): ReactNode => (at ? timeText(at, formats) : <Absent why="Its cloud does not say" />);
  const facts: [string, ReactNode][] = [
    [
      'Cost, last 30 days',
      <Money
        key="cost"
        amount={resource.monthly_cost}
        currency={resource.currency ?? 'USD'}
        formats={formats}
        absent="No bill names this resource"
      />,
    ],
    ['Status', <ResourceStatus key="status" {...resource} />],
    [
      'Account',
      <span key="account" title={resource.account_id}>
        {resource.account_name ?? resource.account_id}
      </span>,
    ],
    ['Region', resource.region ?? <Absent why="It belongs to no region" />],
    ['Created', time(resource.created_at)],
    ['First seen', time(resource.first_seen_at)],
    ['Last changed', time(resource.changed_at)],
  ];
  return (
    <section className="panel resource-head" aria-label="At a glance">
      <ResourceId resource_id={resource.resource_id} />
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface ResourcePageProps {
  /** What modules that the inventory does not know have to say of a resource. */
  panelsOf: (resource: ResourceDetail) => ReactNode;
}

function Detail({ resource, panelsOf }: ResourcePageProps & { resource: ResourceDetail }) {
  const formats = useFormats();
  return (
    <>
      {resource.gone_at && (
        <div className="notice" data-tone="warn">
          It is gone: a complete look at {timeText(resource.gone_at, formats)} did not find it any more. What is shown
          was true before.
        </div>
      )}
      <Head resource={resource} />
      <div className="resource-columns">
        <div>
          <CostPanel resource={resource} />
          <MetricsPanel metrics={resource.metrics} />
          <Panel title="Attributes">
            <AttributeTable attributes={resource.attributes} />
          </Panel>
        </div>
        <div>
          {panelsOf(resource)}
          <AdvicePanel advice={resource.advice} />
          <Panel title="Related resources">
            <Relations resource={resource} />
          </Panel>
          <Panel title="Tags">
            <AllTags tags={resource.tags} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** One resource: what it is, costs, does, belongs to, and what its cloud advises. */
export function ResourcePage({ panelsOf }: ResourcePageProps) {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({ ...ask(resourcesContract.getResource, { params: { id } }), placeholderData: undefined });
  const resource = query.data;
  return (
    <Page
      title={resource ? nameOf(resource) : 'Resource'}
      lead={
        resource ? `${typeTitle(resource.resource_type)}, ${cloudTitle(resource.provider_type)}` : 'Of the inventory.'
      }
      actions={
        <Button component={Link} to="/inventory" variant="default">
          To the inventory
        </Button>
      }
    >
      <Answer of={query} height={520}>
        {(data) => <Detail key={data.id} resource={data} panelsOf={panelsOf} />}
      </Answer>
    </Page>
  );
}
