import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useFormats } from '../../identity/web/session.ts';
import type { Formats } from '../../platform/web/format.ts';
import { Absent } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import type { Check } from '../core/types.ts';
import { capitalText, scalarText } from './words.ts';
import './checks-table.css';

const RESULTS = {
  met: { icon: IconCheck, word: 'Holds' },
  not_met: { icon: IconX, word: 'Does not hold' },
  unknown: { icon: IconQuestionMark, word: 'Not known' },
};

function Result({ result }: Pick<Check, 'result'>) {
  const { icon: Icon, word } = RESULTS[result];
  return (
    <span className="check-result" data-result={result}>
      <Icon size={15} aria-hidden={true} />
      <span>{word}</span>
    </span>
  );
}

/** What was found, or null where that is not known. */
export function foundText({ actual, unit, result }: Check, formats: Formats): string | null {
  // What is known not to be there is no gap in what is known.
  return scalarText(actual, unit, formats) ?? (result === 'unknown' ? null : 'none');
}

const Asked = ({ check: { text, wanted } }: { check: Check }) => (
  <span className="wrapping">
    {capitalText(text)}
    {/* Where a column for it has no room. */}
    <span className="under narrow-only">Wanted: {wanted}</span>
  </span>
);

const columnsFor = (formats: Formats): Column<Check>[] => [
  { id: 'text', title: 'What was asked', cell: (check) => <Asked check={check} /> },
  {
    id: 'actual',
    title: 'Found',
    cell: (check) => foundText(check, formats) ?? <Absent why="There is no data to tell it by" />,
  },
  {
    id: 'wanted',
    title: 'Wanted',
    is_secondary: true,
    cell: ({ wanted }) => <span className="wrapping">{wanted}</span>,
  },
  { id: 'result', title: 'Result', cell: ({ result }) => <Result result={result} /> },
];

/** Every condition of a rule: what was asked, found and wanted, and whether it holds. */
export function ChecksTable({ checks, caption }: { checks: Check[]; caption: string }) {
  const formats = useFormats();
  return (
    <div className="checks-table snug">
      <DataTable caption={caption} columns={columnsFor(formats)} rows={checks} keyOf={({ check }) => check} />
    </div>
  );
}
