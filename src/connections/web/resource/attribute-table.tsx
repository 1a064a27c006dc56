import { useFormats } from '../../../identity/web/session.ts';
import { countText, timeText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { attributesOf, attributeTitle, type Shown } from './attributes.ts';

function Value({ shown }: { shown: Shown }) {
  const formats = useFormats();
  switch (shown.kind) {
    case 'unknown':
      return <Absent why="Its cloud does not say" />;
    case 'text':
      return shown.text;
    case 'number':
      return countText(shown.value, formats);
    case 'instant':
      return timeText(shown.at, formats);
    case 'list':
      return shown.texts.join(', ');
    case 'parts':
      return (
        <dl className="pairs" data-nested>
          {shown.parts.map(({ name, value }) => (
            <div key={name}>
              <dt>{attributeTitle(name)}</dt>
              <dd>
                <Value shown={value} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'several':
      return (
        <ol className="several">
          {shown.items.map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the items of a list have no other identity
            <li key={index}>
              <Value shown={item} />
            </li>
          ))}
        </ol>
      );
  }
}

/** Names with values of any depth, as the cloud tells them. */
export function AttributeTable({ attributes }: { attributes: Record<string, unknown> }) {
  const { told, unknown } = attributesOf(attributes);
  return (
    <>
      {told.length === 0 && <p className="quiet">Its cloud tells nothing more about it.</p>}
      <dl className="pairs" data-columns>
        {told.map(({ name, title, shown }) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd>
              <Value shown={shown} />
            </dd>
          </div>
        ))}
      </dl>
      {unknown.length > 0 && <p className="quiet not-told">Not told by its cloud: {unknown.join(', ')}.</p>}
    </>
  );
}
