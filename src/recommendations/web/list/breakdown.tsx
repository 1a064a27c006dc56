import { useState } from 'react';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import type { RecommendationSummary, SavingGroup } from '../../core/contract.ts';
import type { RecommendationType } from '../../core/types.ts';
import { TYPE_WORDS } from '../words.ts';
import { type FilterName, type RecommendationsView, toggled } from './recommendations-view.ts';

const FEW = 5;

/** Nothing in the total is not a saving of 0: what they would save is not known, or others save it. */
const savingOf = ({ monthly_savings }: SavingGroup): number | null => (monthly_savings === 0 ? null : monthly_savings);

interface BarsProps {
  title: string;
  name: FilterName;
  groups: SavingGroup[];
  titleOf: (group: SavingGroup) => string;
  currency: string;
  view: RecommendationsView;
  setView: (view: RecommendationsView) => void;
}

function Bars({ title, name, groups, titleOf, currency, view, setView }: BarsProps) {
  const formats = useFormats();
  const [has_all, setAll] = useState(false);
  const most = Math.max(0, ...groups.map(({ monthly_savings }) => monthly_savings));
  const digits = columnDigits(groups.map(({ monthly_savings }) => monthly_savings));
  const shown = has_all ? groups : groups.slice(0, FEW);
  return (
    <section className="saving-bars" aria-label={`Savings ${title.toLowerCase()}`}>
      <h3>{title}</h3>
      <ul>
        {shown.map((group) => (
          <li key={group.key}>
            <button
              type="button"
              aria-pressed={(view[name] as string[]).includes(group.key)}
              title={`${titleOf(group)}: ${countText(group.recommendations, formats)} recommendations`}
              onClick={() => setView(toggled(view, name, group.key))}
            >
              <span className="saving-bar-name">{titleOf(group)}</span>
              <Money
                amount={savingOf(group)}
                currency={currency}
                formats={formats}
                digits={digits}
                absent="None of them is in the total: their savings are unknown, or others take their place"
              />
              <span className="saving-bar" aria-hidden="true">
                <span style={{ width: `${most > 0 ? Math.max(0, (100 * group.monthly_savings) / most) : 0}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {groups.length > FEW && (
        <button type="button" className="link-button under" onClick={() => setAll(!has_all)}>
          {has_all ? 'Show fewer' : `Show all ${countText(groups.length, formats)}`}
          <span className="visually-hidden"> {title.toLowerCase()}</span>
        </button>
      )}
    </section>
  );
}

interface BreakdownProps {
  summary: RecommendationSummary;
  view: RecommendationsView;
  setView: (view: RecommendationsView) => void;
}

/** Where the savings are; a click narrows the list below to it, another one takes that back. */
export function Breakdown({ summary, view, setView }: BreakdownProps) {
  const { currency, by_type, by_account, by_owner, by_provider } = summary;
  if (currency === null || by_type.length === 0) return null;
  const rest = { currency, view, setView };
  const labelOf = ({ key, label }: SavingGroup): string => label || key;
  return (
    <Panel title="Where it can be saved" note="A month, by those in the total. Choose one to narrow the list to it.">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on a phone, and has to by keyboard */}
      <div className="saving-columns" role="group" tabIndex={0} aria-label="Savings by type, account, owner and cloud">
        <Bars
          title="By type"
          name="type"
          groups={by_type}
          titleOf={({ key }) => TYPE_WORDS[key as RecommendationType] ?? key}
          {...rest}
        />
        <Bars title="By account" name="account" groups={by_account} titleOf={labelOf} {...rest} />
        <Bars
          title="By owner"
          name="owner"
          groups={by_owner}
          titleOf={(group) => (group.key === '' ? 'Without an owner' : labelOf(group))}
          {...rest}
        />
        <Bars title="By cloud" name="provider" groups={by_provider} titleOf={({ key }) => cloudTitle(key)} {...rest} />
      </div>
    </Panel>
  );
}
