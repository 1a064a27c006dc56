import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import type { RemediationSummary } from '../../core/answers.ts';
import { NeverProposed, NothingListed } from './nothing.tsx';
import { QueueBar } from './queue-bar.tsx';
import { RemediationTable } from './remediation-table.tsx';
import type { RemediationsView } from './remediations-view.ts';
import { Sentence } from './sentence.tsx';
import { countOf, SummaryFigures } from './summary-figures.tsx';
import { useRemediations } from './use-remediations.ts';

interface ChangesTabProps {
  view: RemediationsView;
  setView: (view: RemediationsView, replace?: boolean) => void;
  summary: RemediationSummary;
}

function Listed({ view }: Pick<ChangesTabProps, 'view'>) {
  const formats = useFormats();
  const list = useRemediations(view);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [first] = list.data?.pages ?? [];
  return (
    <Answer of={list} height={420}>
      {() =>
        items.length === 0 ? (
          <NothingListed view={view} />
        ) : (
          <div aria-busy={list.isPlaceholderData} className="settling">
            <RemediationTable caption="Changes" items={items} />
            <ShowMore of={list} left={countText((first?.total ?? 0) - items.length, formats)} />
          </div>
        )
      }
    </Answer>
  );
}

/** What all changes come to, and each of them by state. */
export function ChangesTab({ view, setView, summary }: ChangesTabProps) {
  if (countOf(summary, 'all') === 0)
    return (
      <Panel>
        <NeverProposed />
      </Panel>
    );
  return (
    <>
      <SummaryFigures summary={summary} />
      <Sentence view={view} setView={setView} />
      <div className="panel">
        <QueueBar view={view} summary={summary} />
        <div className="panel-body">
          <Listed view={view} />
        </div>
      </div>
    </>
  );
}
