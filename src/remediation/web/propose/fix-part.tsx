import { Button, Drawer } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { RecommendationDetail } from '../../../recommendations/core/contract.ts';
import { isActive } from '../../../recommendations/web/actions.ts';
import type { Remediation } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import type { State } from '../../core/workflow.ts';
import { StateBadge, StateNote } from '../marks.tsx';
import { useOfferedActions } from '../offered-actions.ts';
import { Proposal } from './proposal.tsx';
import '../remediation.css';

const WIDTH = 840;
/** Ends after which the same can be proposed again. */
const OVER: ReadonlySet<State> = new Set(['failed', 'rolled_back', 'rejected', 'cancelled', 'expired']);

/** The change that was proposed last for a recommendation, as a line. */
function Latest({ one }: { one: Remediation }) {
  return (
    <p className="latest-change">
      <StateBadge state={one.state} />{' '}
      <Link to="/remediation/$id" params={{ id: one.id }}>
        {OVER.has(one.state) ? 'The last try to change it' : 'Its change'}
      </Link>
      <StateNote one={one} />
    </p>
  );
}

function FixButton({ detail }: { detail: RecommendationDetail }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconTool size={15} aria-hidden={true} />}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        Fix…
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        size={WIDTH}
        title={<span className="finding-title">Fix: {detail.title}</span>}
      >
        {opened && <Proposal wanted={{ recommendation_id: detail.id }} />}
      </Drawer>
    </>
  );
}

/** How a recommendation is carried out from here: the change that is on its way, or the button that begins with one. */
export function FixPart({ detail }: { detail: RecommendationDetail }) {
  const { user } = useSession();
  const offered = useOfferedActions();
  const query = { recommendation_id: detail.id, limit: 1 };
  const { change } = detail.finding;
  const list = useQuery({
    ...ask(remediationContract.listRemediations, { query }),
    placeholderData: undefined,
    enabled: change !== null,
  });
  if (change === null) return null;
  if (list.isPending) return <div className="fix-part" aria-busy="true" />;
  const [latest] = list.data?.items ?? [];
  const is_offered = offered?.some(({ action }) => action === change.action);
  const may_fix = isActive(detail.status) && (latest === undefined || OVER.has(latest.state));
  return (
    <div className="fix-part">
      {latest && <Latest one={latest} />}
      {may_fix && is_offered && roleAllows(user.role, 'member') && <FixButton detail={detail} />}
      {may_fix && is_offered === false && (
        <p className="quiet">
          It can’t be carried out from here
          {detail.has_code ? ': take the Terraform or the script below.' : ': it takes people.'}
        </p>
      )}
    </div>
  );
}
