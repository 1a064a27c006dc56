import { Accordion } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type ExplainedRule, recommendationsContract } from '../../core/contract.ts';
import { ChecksTable, foundText } from '../checks-table.tsx';
import { SavingAmount, StatusBadge } from '../marks.tsx';
import { capitalText } from '../words.ts';
import './resource.css';

/** As many as one answer may have: a resource has a handful. */
const MOST = 500;

/** What can be changed about a resource to save. */
function Found({ inventory_id }: { inventory_id: string }) {
  const formats = useFormats();
  const list = useQuery(ask(recommendationsContract.listRecommendations, { query: { inventory_id, limit: MOST } }));
  return (
    <Panel title="Recommendations">
      <Answer of={list} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">None waits for you.</p>
          ) : (
            <ul className="side-list">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to="/recommendations/$id" params={{ id: one.id }}>
                      {one.title}
                    </Link>
                    <span className="under">
                      <StatusBadge status={one.status} />
                    </span>
                  </span>
                  <span>
                    <SavingAmount {...one} formats={formats} />
                    <span className="under">a month</span>
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

const OUTCOMES: Record<ExplainedRule['outcome'], { word: string; tone?: string; order: number }> = {
  found: { word: 'Flagged', tone: 'accent', order: 0 },
  failed: { word: 'Failed', tone: 'bad', order: 1 },
  unknown: { word: 'Can’t be told', tone: 'warn', order: 2 },
  excluded: { word: 'Left out', order: 3 },
  fine: { word: 'Not flagged', order: 4 },
};

/** The one condition that decided, for the line that is seen first. */
function decisive({ outcome, checks, message }: ExplainedRule, formats: Formats): string | null {
  if (message !== null) return message;
  const wanted = { fine: 'not_met', unknown: 'unknown' }[outcome as string];
  const check = checks.find(({ result }) => result === wanted);
  if (!check) return null;
  const text = capitalText(check.text);
  const found = outcome === 'fine' ? foundText(check, formats) : null;
  return found === null ? `${text}: not known` : `${text}: ${found} (wanted: ${check.wanted})`;
}

function Rule({ rule }: { rule: ExplainedRule }) {
  const formats = useFormats();
  const { word, tone } = OUTCOMES[rule.outcome];
  const why = decisive(rule, formats);
  return (
    <Accordion.Item value={rule.rule_id}>
      <Accordion.Control>
        <span className="explained-rule">
          <span>
            {rule.title}
            {why && <span className="under">{why}</span>}
          </span>
          <span className="badge" data-tone={tone}>
            {word}
          </span>
        </span>
      </Accordion.Control>
      <Accordion.Panel>
        {rule.checks.length > 0 && <ChecksTable checks={rule.checks} caption={`Conditions of ${rule.title}`} />}
        {rule.message && <p className="quiet">{rule.message}</p>}
        {rule.recommendation_id && (
          <Link to="/recommendations/$id" params={{ id: rule.recommendation_id }}>
            To the recommendation
          </Link>
        )}
      </Accordion.Panel>
    </Accordion.Item>
  );
}

function Explained({ inventory_id }: { inventory_id: string }) {
  const explained = useQuery(ask(recommendationsContract.explainResource, { params: { id: inventory_id } }));
  return (
    <Answer of={explained} height={160}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">No rule looks at resources of this type.</p>
        ) : (
          <Accordion multiple order={3} className="explained">
            {items
              .toSorted((a, b) => OUTCOMES[a.outcome].order - OUTCOMES[b.outcome].order)
              .map((rule) => (
                <Rule key={rule.rule_id} rule={rule} />
              ))}
          </Accordion>
        )
      }
    </Answer>
  );
}

/** What can be saved with a resource, and what every rule says of it; the latter is asked for when it is wanted. */
export function ResourcePanels({ inventory_id }: { inventory_id: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Found inventory_id={inventory_id} />
      <Panel title="Why flagged, and why not" note="What every rule asked of it, by what is known now">
        {opened ? (
          <Explained inventory_id={inventory_id} />
        ) : (
          <button type="button" className="link-button" onClick={() => setOpened(true)}>
            Show what every rule says
          </button>
        )}
      </Panel>
    </>
  );
}
