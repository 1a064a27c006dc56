import type { ResourceDetail } from '../../../connections/core/resources-contract.ts';
import { nameText } from '../../../recommendations/web/words.ts';
import type { OfferedAction } from '../../core/answers.ts';

/** What an action takes, as a field. */
export interface ParameterField {
  name: string;
  label: string;
  /** `data` is what has parts: it is written as JSON. */
  kind: 'text' | 'number' | 'switch' | 'data';
  is_required: boolean;
  /** May be null, which an empty field is. */
  is_nullable: boolean;
  /** Known of the resource, so that nobody has to fill it in. */
  is_given: boolean;
}

type Schema = Record<string, unknown>;
type Resource = Pick<ResourceDetail, 'resource_id' | 'attributes'>;

const KINDS: Record<string, ParameterField['kind']> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'switch',
};

/** A schema that may be null, taken apart: what it is otherwise. */
function plainOf(schema: Schema): { schema: Schema; is_nullable: boolean } {
  const choices = Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Schema[]) : [schema];
  const others = choices.filter(({ type }) => type !== 'null');
  return { schema: others[0] ?? schema, is_nullable: others.length < choices.length };
}

/** Names of the resource itself, which its id ends with. */
const IDENTIFIERS: readonly string[] = [
  'instance_id',
  'volume_id',
  'snapshot_id',
  'db_instance_identifier',
  'function_name',
  'bucket',
];

/** What the inventory knows of a parameter; undefined where it does not. `from_…` is as it is now. */
function knownOf(name: string, { resource_id, attributes }: Resource): unknown {
  if (name === 'log_group_name') return resource_id.replace(/^.*:log-group:/, '').replace(/:\*$/, '');
  if (IDENTIFIERS.includes(name)) return resource_id.split(/[/:]/).at(-1);
  return attributes[name.replace(/^from_/, '')];
}

const GIVEN = /^from_|^(allocation_id|public_ip|association_id|log_group_name)$/;

/** What an action takes, as fields, in the order of its schema. */
export function fieldsOf({ parameters_schema }: Pick<OfferedAction, 'parameters_schema'>, resource: Resource) {
  const properties = (parameters_schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (parameters_schema['required'] ?? []) as string[];
  return Object.entries(properties).map(([name, given]): ParameterField => {
    const { schema, is_nullable } = plainOf(given);
    const is_own = IDENTIFIERS.includes(name) || GIVEN.test(name);
    return {
      name,
      label: nameText(name),
      kind: KINDS[String(schema['type'])] ?? 'data',
      is_required: required.includes(name),
      is_nullable,
      is_given: is_own && (knownOf(name, resource) !== undefined || name === 'from'),
    };
  });
}

/** What is typed into fields, by name. */
export type Typed = Record<string, string | number | boolean>;

/** What stands in the fields at first: how the resource is now, as far as that is known. */
export function typedFrom(fields: readonly ParameterField[], resource: Resource): Typed {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const known = knownOf(name, resource);
      if (kind === 'switch') return [name, known === true];
      if (kind === 'data') return [name, known === undefined ? '' : JSON.stringify(known)];
      return [name, typeof known === 'string' || typeof known === 'number' ? known : ''];
    }),
  );
}

const EMPTY = Symbol('nothing was typed');

function valueOf({ kind, is_nullable }: ParameterField, typed: string | number | boolean | undefined): unknown {
  if (typed === undefined || typed === '') return is_nullable ? null : EMPTY;
  return kind === 'data' ? JSON.parse(String(typed)) : typed;
}

/** What `from` of an action tells: each other parameter as it is now. */
function fromOf(names: readonly string[], { attributes }: Resource): Record<string, unknown> {
  const known = names.map((name) => [name, attributes[name]] as const);
  return Object.fromEntries(known.filter(([, value]) => typeof value === 'string' || typeof value === 'boolean'));
}

/**
 * The parameters that an action is sent with, or what is wrong with which field. What need not be there and is as it is
 * now is left out, so that only what is meant to change is changed.
 */
export function parametersOf(
  fields: readonly ParameterField[],
  typed: Typed,
  resource: Resource,
): { parameters: Record<string, unknown>; problems: Record<string, string> } {
  const parameters: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const { name, is_required } = field;
    if (name === 'from') continue;
    try {
      const value = valueOf(field, typed[name]);
      if (value === EMPTY) {
        if (is_required) problems[name] = 'Must be given';
      } else if (is_required || value !== knownOf(name, resource)) parameters[name] = value;
    } catch {
      problems[name] = 'Must be JSON';
    }
  }
  if (fields.some(({ name }) => name === 'from')) parameters['from'] = fromOf(Object.keys(parameters), resource);
  return { parameters, problems };
}
