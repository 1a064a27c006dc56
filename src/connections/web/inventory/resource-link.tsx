import { Link } from '@tanstack/react-router';

interface ResourceLinkProps {
  /** Null when it is not in the inventory (any more). */
  inventory_id: string | null;
  resource_id: string;
  name: string;
}

/** A resource by its name, which leads to its page where it has one; pointing at it tells its whole id. */
export const ResourceLink = ({ inventory_id, resource_id, name }: ResourceLinkProps) =>
  inventory_id ? (
    <Link to="/inventory/$id" params={{ id: inventory_id }} title={resource_id}>
      {name}
    </Link>
  ) : (
    <span title={resource_id}>{name}</span>
  );
