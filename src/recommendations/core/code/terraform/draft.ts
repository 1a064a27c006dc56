import type { Item, Value } from '../hcl.ts';
import type { CodeRequest } from '../types.ts';

/** A resource as Terraform is to have it. */
export interface Resource {
  type: string;
  label: string;
  /** By which Terraform finds what exists; null for what is to be made. */
  import_id: string | null;
  /** What only one resource of its type can be, where that is not `import_id`. */
  identity?: string;
  /** What it is now, as far as Terraform asks for it; never changed by a plan. */
  keeps: Readonly<Record<string, Value>>;
  /** The change: the only arguments that a plan of what exists may change. */
  sets: Readonly<Record<string, Value>>;
  /** Nested blocks of what is kept, or of what is to be made. */
  blocks?: readonly Item[];
  /** Nested blocks of the change, by their names. */
  set_blocks?: Readonly<Record<string, readonly Item[]>>;
  tags?: Readonly<Record<string, string>> | undefined;
  /** False where `keeps` is the whole of what Terraform has of it, and must be compared. */
  ignores?: boolean;
  /** It goes, in a second step. */
  removed?: boolean;
  /** Of a backup: how the second step looks whether it is there. Without it that step has no plan. */
  proof?: readonly Item[];
  /** The data source of `proof`, where it is called otherwise than the resource. */
  proof_type?: string;
  /** Shown above it. */
  remark?: string | undefined;
}

/** What Terraform looks up; it changes nothing. */
export interface DataSource {
  type: string;
  label: string;
  body: readonly Item[];
}

/** What Terraform is to do for one change, before it is written down. */
export interface Draft {
  resources: readonly Resource[];
  data?: readonly DataSource[];
  /** What has to be known before it is applied, in sentences. */
  notes: readonly string[];
  /** How to take it back, in one sentence. */
  undo: string;
}

/** Thrown for what Terraform can't say of this resource; the message tells people why. */
export class CannotExpress extends Error {}

/** The request, with readers of what the inventory knows. */
export interface Source {
  request: CodeRequest;
  /** A name for Terraform, unique among all that is written together. */
  label: string;
  text(name: string): string | null;
  number(name: string): number | null;
  flag(name: string): boolean | null;
  list(name: string): readonly Record<string, unknown>[] | null;
  /** As `text`, for what Terraform can't do without: throws `CannotExpress` when it is unknown. */
  needText(name: string): string;
  needNumber(name: string): number;
  region(): string;
  /** Tags that Terraform may write: those of the cloud itself are not among them. */
  tags(): Record<string, string> | undefined;
}

/** Opens a request for reading. */
export function sourceOf(request: CodeRequest, label: string): Source {
  const at = (name: string): unknown => request.inventory?.attributes[name];
  const text = (name: string): string | null => {
    const value = at(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (name: string): number | null => {
    const value = at(name);
    return typeof value === 'number' ? value : null;
  };
  const need = <T>(value: T | null, name: string): T => {
    if (value === null)
      throw new CannotExpress(
        `The inventory does not know the ${name.replaceAll('_', ' ')} of ${request.resource_id}, which Terraform needs.`,
      );
    return value;
  };
  return {
    request,
    label,
    text,
    number,
    flag: (name) => {
      const value = at(name);
      return typeof value === 'boolean' ? value : null;
    },
    list: (name) => {
      const value = at(name);
      return Array.isArray(value) ? value : null;
    },
    needText: (name) => need(text(name), name),
    needNumber: (name) => need(number(name), name),
    region: () => need(request.region, 'region'),
    tags: () => {
      const known = request.inventory;
      if (known === null || known.attributes['tags_known'] === false) return undefined;
      return Object.fromEntries(Object.entries(known.tags).filter(([key]) => !/^(aws|hidden-|microsoft\.)/i.test(key)));
    },
  };
}
