import { Tooltip } from '@mantine/core';
import { Absent } from '../../../platform/web/ui/amounts.tsx';

const FEW = 2;
const textOf = ([key, value]: [string, string]): string => (value === '' ? key : `${key}=${value}`);

/** A few tags, and how many more there are; one that only repeats the `name` is not among them. */
export function FewTags({ tags, name }: { tags: Record<string, string>; name: string | null }) {
  const all = Object.entries(tags).filter(([key, value]) => key !== 'Name' || value !== name);
  if (all.length === 0) return <Absent why="It has no tags" />;
  const rest = all.slice(FEW).map(textOf).join(', ');
  return (
    <span className="tags">
      {all.slice(0, FEW).map((tag) => (
        <span key={tag[0]} className="tag" title={textOf(tag)}>
          {textOf(tag)}
        </span>
      ))}
      {rest !== '' && (
        <Tooltip label={rest} multiline maw={320}>
          <span className="tag">
            <span aria-hidden="true">+{all.length - FEW}</span>
            <span className="visually-hidden">{rest}</span>
          </span>
        </Tooltip>
      )}
    </span>
  );
}

/** Every tag, key by key. */
export function AllTags({ tags }: { tags: Record<string, string> }) {
  const all = Object.entries(tags);
  if (all.length === 0) return <p className="quiet">It has no tags.</p>;
  return (
    <dl className="pairs">
      {all.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value === '' ? <Absent why="The tag has no value" /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
