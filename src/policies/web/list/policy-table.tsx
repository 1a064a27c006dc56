import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { PolicyAnswer } from '../../core/contract.ts';
import { POLICY_SEVERITIES } from '../../core/policy.ts';
import { Amounts, Compliance, SeverityMark } from '../marks.tsx';
import { violationsOf } from '../violations/violations-view.ts';
import { MODE_WORDS, SUBJECT_WORDS } from '../words.ts';

const NOT_CHECKED = 'It has not been checked yet';

function Name({ policy }: { policy: PolicyAnswer }) {
  const { several } = SUBJECT_WORDS[policy.subject];
  return (
    <span className="violation-subject">
      <Link to="/policies/$id" params={{ id: policy.id }}>
        {policy.name}
      </Link>
      <span className="under">
        {policy.enabled ? `${MODE_WORDS[policy.mode].title} · ${several}` : `Switched off · ${several}`}
      </span>
    </span>
  );
}

function Checked({ policy }: { policy: PolicyAnswer }) {
  const formats = useFormats();
  if (policy.problem !== null)
    return (
      <span className="badge" data-tone="bad" title={policy.problem}>
        Could not be checked
      </span>
    );
  return policy.checked_at === null ? <Absent why={NOT_CHECKED} /> : <When at={policy.checked_at} formats={formats} />;
}

function Open({ policy }: { policy: PolicyAnswer }) {
  const formats = useFormats();
  if (policy.open_violations === 0) return countText(0, formats);
  return (
    <Link to="/violations" search={violationsOf({ policy_id: policy.id })}>
      {countText(policy.open_violations, formats)}
      <span className="visually-hidden"> violations of {policy.name}</span>
    </Link>
  );
}

/** Policies, and how well each is kept. */
export function PolicyTable({ policies }: { policies: PolicyAnswer[] }) {
  const formats = useFormats();
  const columns: Column<PolicyAnswer>[] = [
    { id: 'name', title: 'Policy', cell: (policy) => <Name policy={policy} />, value: ({ name }) => name },
    {
      id: 'severity',
      title: 'Severity',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
      value: ({ severity }) => POLICY_SEVERITIES.indexOf(severity),
      is_secondary: true,
    },
    {
      id: 'compliance',
      title: 'Kept',
      cell: ({ compliance_percent, checked_at }) => (
        <Compliance
          percent={compliance_percent}
          formats={formats}
          absent={checked_at === null ? NOT_CHECKED : 'There is nothing that it is about and that is known'}
        />
      ),
      value: ({ compliance_percent }) => compliance_percent,
      is_number: true,
    },
    {
      id: 'open',
      title: 'Open violations',
      cell: (policy) => <Open policy={policy} />,
      value: ({ open_violations }) => open_violations,
      is_number: true,
    },
    {
      id: 'cost',
      title: 'Their monthly cost',
      cell: ({ monthly_cost }) => <Amounts of={monthly_cost} formats={formats} absent="No cost of them is known" />,
      is_number: true,
      is_secondary: true,
    },
    { id: 'checked', title: 'Checked', cell: (policy) => <Checked policy={policy} />, is_secondary: true },
  ];
  return <DataTable caption="Policies" columns={columns} rows={policies} keyOf={({ id }) => id} />;
}
