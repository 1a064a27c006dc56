import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { ChartPanel, type PanelShape } from '../../../platform/web/chart/chart-panel.tsx';
import { call } from '../../../platform/web/client.ts';
import { countText, dayText, type Formats, money } from '../../../platform/web/format.ts';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { FormProblem, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { policiesContract, type Simulation } from '../../core/contract.ts';
import { SUBJECT_WORDS } from '../words.ts';
import { mainCurrency, simulationChart } from './simulation-chart.ts';
import { DaysTable, SubjectsTable } from './simulation-tables.tsx';
import type { Expressions } from './use-checked.ts';

const DAYS = 90;

const costText = ({ cost }: Simulation, formats: Formats): string =>
  cost.length === 0 ? 'Not known' : cost.map(({ amount, currency }) => money(amount, currency, formats)).join(' and ');

function Found({ result, subject }: { result: Simulation; subject: Expressions['subject'] }) {
  const formats = useFormats();
  const [shape, setShape] = useState<PanelShape>('bars');
  const { several } = SUBJECT_WORDS[subject];
  const range = `${dayText(result.start, formats, 'short')} to ${dayText(result.days.at(-1)?.date ?? result.end, formats)}`;
  const currency = mainCurrency(result);
  const table = <DaysTable days={result.days} formats={formats} />;
  const summary = `${range}, by day: cost of ${several} that do not keep it, ${costText(result, formats)} altogether. The table has every figure.`;
  return (
    <>
      <Panel title="What it would have found" note={range}>
        <FactList
          facts={[
            [`It is about ${several}`, countText(result.subjects, formats)],
            ['Not kept on any day', <strong key="any">{countText(result.broken_on_any_day, formats)}</strong>],
            ['Not kept at the end', countText(result.broken, formats)],
            ['Kept at the end', countText(result.kept, formats)],
            ['Not known at the end', countText(result.unknown, formats)],
            ['Cost on days on which it was not kept', costText(result, formats)],
          ]}
        />
        {result.notes.length > 0 && (
          <div className="notice policy-notes">
            <p>What of the past is not known:</p>
            <ul className="plain-list">
              {result.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        )}
        {result.items.length === 0 && (
          <p className="quiet policy-notes">
            {result.subjects === 0
              ? `There was nothing that it is about. See which ${several} “It applies when” names.`
              : 'It would have been kept on every day by all whose facts are known.'}
          </p>
        )}
      </Panel>
      {currency === null ? (
        <Panel title="Day by day">{table}</Panel>
      ) : (
        <ChartPanel
          title="Day by day"
          note={`What ${several} that do not keep it cost`}
          data={simulationChart(result, currency, formats)}
          currency={currency}
          formats={formats}
          shape={shape}
          shapes={['bars', 'table']}
          setShape={setShape}
          table={table}
          summary={summary}
          height={240}
        />
      )}
      {result.items.length > 0 && (
        <Panel title={`Which ${several} did not keep it`} note="On any day, the most expensive first">
          <SubjectsTable result={result} formats={formats} />
        </Panel>
      )}
    </>
  );
}

/** What the policy would have found over the last days, on a button; nothing is kept of it. */
export function SimulationPanel({ expressions, is_ready }: { expressions: Expressions; is_ready: boolean }) {
  const { mutate, data, variables, error, isPending } = useMutation({
    mutationFn: (body: Expressions) => call(policiesContract.simulatePolicy, { body: { ...body, days: DAYS } }),
  });
  const is_old = data !== undefined && JSON.stringify(variables) !== JSON.stringify(expressions);
  return (
    <div className="policy-simulation" aria-live="polite">
      <div className="page-actions">
        <Button
          variant={data ? 'default' : 'light'}
          loading={isPending}
          disabled={!is_ready}
          onClick={() => mutate(expressions)}
        >
          Simulate the last {DAYS} days
        </Button>
        <p className="quiet">
          {is_old
            ? 'The policy has changed since; what is shown is of before.'
            : 'Which subjects, how much money, and when. Nothing is kept, and nobody is told.'}
        </p>
      </div>
      <FormProblem error={error} />
      {isPending && <PanelSkeleton height={260} />}
      {data && variables && !isPending && <Found result={data} subject={variables.subject} />}
    </div>
  );
}
