import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type Budget, budgetsContract } from '../../core/contract.ts';
import { BudgetTree, RollUp } from '../list/budget-tree.tsx';
import { PartsTable } from './parts-table.tsx';

/** The budgets that are parts of one, and what they are given of it together. */
export function PartsPanel({ budget, add }: { budget: Budget; add: (() => void) | null }) {
  const formats = useFormats();
  const parts = useQuery(ask(budgetsContract.listBudgets, { query: { parent_id: budget.id, limit: 500 } }));
  const button = add && (
    <Button size="xs" variant="default" onClick={add}>
      Add a part
    </Button>
  );
  return (
    <Panel title="Parts" note={<RollUp budget={budget} formats={formats} />} actions={button}>
      <Answer of={parts} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">No other budget is a part of this one.</p>
          ) : (
            <div className="budget-parts">
              <PartsTable budget={budget} formats={formats} />
              <BudgetTree budgets={items} formats={formats} is_wanted={() => true} />
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}
