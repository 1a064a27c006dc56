import { Button } from '@mantine/core';
import { type ReactNode, useContext } from 'react';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { ResourceLink } from '../../../connections/web/inventory/resource-link.tsx';
import { nameOf, typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { dayAtText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import { isActive } from '../actions.ts';
import { ChangeSlotsContext } from '../change-slots.ts';
import { ChecksTable } from '../checks-table.tsx';
import { CODES, type CodeKind } from '../list/recommendations-view.ts';
import { ImpactMark, StatusBadge } from '../marks.tsx';
import { sourcesText, sourceTitle, TYPE_WORDS } from '../words.ts';
import { ChangePart } from './change-part.tsx';
import { CODE_KINDS, CodeView } from './code-view.tsx';
import { Decisions, Standing } from './decisions.tsx';
import { History } from './history.tsx';
import { AdvicePart, AlternativesPart, JudgedPart } from './more-parts.tsx';
import { Part } from './part.tsx';
import { RealisedPart, SavingPart } from './saving-part.tsx';
import { SeriesPart } from './series-part.tsx';
import '../../../connections/web/resource/resource.css';
import './finding.css';

type Detail = RecommendationDetail;

function SavingFigure({ detail: { monthly_savings, currency } }: { detail: Detail }) {
  const formats = useFormats();
  if (monthly_savings === null) return 'Saving unknown';
  if (currency === null) return 'Saves nothing itself';
  return (
    <>
      <Money amount={Math.abs(monthly_savings)} currency={currency} formats={formats} />
      <span className="figure-more">{monthly_savings < 0 ? 'more a month' : 'saved a month'}</span>
    </>
  );
}

/** Why a known saving is left out of the total; null where it is in it. */
function absenceOf({ status, in_total, monthly_savings }: Detail): string | null {
  // What waits for nobody is in no total anyway, as its state says.
  if (in_total || monthly_savings === null || !isActive(status)) return null;
  return monthly_savings < 0
    ? 'Not in the total: it costs more.'
    : 'Not in the total: an alternative that saves more takes its place.';
}

function SavingAnswer({ detail }: { detail: Detail }) {
  const formats = useFormats();
  const { monthly_cost, currency, finding } = detail;
  return (
    <div>
      <div className="figure-value">
        <SavingFigure detail={detail} />
      </div>
      <p className="quiet">
        {sourcesText(finding.saving.lines)}{' '}
        {monthly_cost && currency && (
          <>
            It costs <Money amount={monthly_cost.effective} currency={currency} formats={formats} /> a month now.{' '}
          </>
        )}
        {finding.saving.unknown_because}
        {absenceOf(detail)}
      </p>
    </div>
  );
}

function Facts({ detail }: { detail: Detail }) {
  const formats = useFormats();
  const { inventory_id, resource_id, resource_name, resource_type, owner } = detail;
  const name = nameOf({ name: resource_name, resource_id });
  const facts: [string, ReactNode][] = [
    ['State', <StatusBadge key="status" status={detail.status} />],
    ['Impact', <ImpactMark key="impact" {...detail} />],
    ['Type', TYPE_WORDS[detail.type]],
    [
      typeTitle(resource_type),
      <ResourceLink key="resource" inventory_id={inventory_id} resource_id={resource_id} name={name} />,
    ],
    ['Account', `${detail.account_name ?? detail.account_id} (${cloudTitle(detail.provider)})`],
    ['Region', detail.region ?? <Absent why="It belongs to no region" />],
    ['Owner', owner ?? <Absent why="No tag of it names one; which tags do is set under “Exceptions”" />],
    ['Said by', detail.sources.map(sourceTitle).join(', ')],
    ['Found', dayAtText(detail.first_found_at, formats)],
    ['Last confirmed', dayAtText(detail.found_at, formats)],
  ];
  return <FactList facts={facts} />;
}

function CodeButtons({ open }: { open: (kind: CodeKind) => void }) {
  return (
    <div className="finding-code">
      <span className="quiet">As code</span>
      {CODES.map((kind) => (
        <Button key={kind} size="xs" variant="default" onClick={() => open(kind)}>
          {CODE_KINDS[kind].title}
        </Button>
      ))}
    </div>
  );
}

interface FindingDetailProps {
  detail: Detail;
  code: CodeKind | null;
  setCode: (code: CodeKind | null) => void;
  /** Leads to another recommendation, where this one stands. */
  linkTo: (id: string, title: string) => ReactNode;
}

/** All that is known of a recommendation: what it saves and why, what can be done, and what was. */
export function FindingDetail({ detail, code, setCode, linkTo }: FindingDetailProps) {
  const { user } = useSession();
  const slots = useContext(ChangeSlotsContext);
  if (code !== null) return <CodeView id={detail.id} kind={code} change={setCode} />;
  return (
    <div className="finding-parts">
      <section className="finding-glance" aria-label="At a glance">
        <SavingAnswer detail={detail} />
        <p className="finding-reason">{detail.reason}</p>
        {slots && <slots.One detail={detail} />}
        {roleAllows(user.role, 'member') && (
          <Decisions detail={detail} has_fix={slots !== null && detail.finding.change !== null} />
        )}
        <Standing detail={detail} />
        {detail.has_code ? (
          <CodeButtons open={setCode} />
        ) : (
          <p className="quiet">No code can make this change: it takes people.</p>
        )}
        <Facts detail={detail} />
      </section>
      <ChangePart detail={detail} />
      <RealisedPart detail={detail} />
      <SavingPart detail={detail} />
      <Part title="Evidence" note="Every one has to hold; what is not known is never taken as waste">
        <ChecksTable checks={detail.finding.checks} caption="Evidence" />
      </Part>
      <SeriesPart detail={detail} />
      <JudgedPart detail={detail} />
      <AdvicePart detail={detail} />
      <AlternativesPart detail={detail} linkTo={linkTo} />
      <History detail={detail} />
    </div>
  );
}
