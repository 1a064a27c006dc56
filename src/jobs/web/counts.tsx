import { useFormats } from '../../identity/web/session.ts';
import { countText } from '../../platform/web/format.ts';
import { Absent } from '../../platform/web/ui/amounts.tsx';
import { titleOf, wordsOf } from './words.ts';

const SHOWN = 3;

/** The most telling of what a run did, in one line. */
export function CountsLine({ counts }: { counts: Record<string, number> }) {
  const formats = useFormats();
  const told = Object.entries(counts).filter(([, count]) => count !== 0);
  if (told.length === 0) return <Absent why="Nothing was counted" />;
  const words = told.slice(0, SHOWN).map(([name, count]) => `${countText(count, formats)} ${wordsOf(name)}`);
  return <span className="wrapping">{words.join(', ')}</span>;
}

/** Everything a run counted. */
export function CountsList({ counts }: { counts: Record<string, number> }) {
  const formats = useFormats();
  const told = Object.entries(counts);
  if (told.length === 0) return null;
  return (
    <section>
      <h3 className="part-title">What it did</h3>
      <dl className="facts">
        {told.map(([name, count]) => (
          <div key={name}>
            <dt>{titleOf(name)}</dt>
            <dd>{countText(count, formats)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
