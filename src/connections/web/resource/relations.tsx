import { Link } from '@tanstack/react-router';
import type { ResourceDetail } from '../../core/resources-contract.ts';
import { nameOf, typeTitle } from '../inventory/resource-types.ts';

type Related = ResourceDetail['attached_to'][number];

function RelatedLink({ related }: { related: Related }) {
  const { id, name, resource_id, resource_type } = related;
  const text = nameOf({ name, resource_id });
  return (
    <li>
      {id === null ? (
        <span title={resource_id}>{text}</span>
      ) : (
        <Link to="/inventory/$id" params={{ id }} title={resource_id}>
          {text}
        </Link>
      )}
      <span className="under">{resource_type ? typeTitle(resource_type) : 'Not in the inventory'}</span>
    </li>
  );
}

function Group({ title, related }: { title: string; related: Related[] }) {
  if (related.length === 0) return null;
  return (
    <section>
      <h3 className="part-title">{title}</h3>
      <ul className="related">
        {related.map((one) => (
          <RelatedLink key={one.resource_id} related={one} />
        ))}
      </ul>
    </section>
  );
}

/** What a resource belongs to, is attached to, and what is attached to it. */
export function Relations({ resource }: { resource: ResourceDetail }) {
  const { parent, attached_to, attached_from } = resource;
  if (!parent && attached_to.length === 0 && attached_from.length === 0)
    return <p className="quiet">It is attached to nothing, and nothing is attached to it.</p>;
  return (
    <>
      <Group title="Belongs to" related={parent ? [parent] : []} />
      <Group title="Attached to" related={attached_to} />
      <Group title="Attached to it, or part of it" related={attached_from} />
    </>
  );
}
