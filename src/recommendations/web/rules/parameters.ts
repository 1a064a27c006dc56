import type { RuleEntry } from '../../core/contract.ts';

/** A threshold as a field: a number with its limits and unit, or yes or no. */
export interface ParameterField {
  name: string;
  label: string;
  kind: 'number' | 'whole_number' | 'switch';
  /** As its description has it in parentheses at the end: `%`, `days`. */
  unit: string | null;
  minimum: number | null;
  maximum: number | null;
  default_value: number | boolean;
}

/** What is typed, by name; null where a field is empty. */
export type ParameterValues = Record<string, number | boolean | null>;

const UNIT = /^(.*?)\s*\(([^()]+)\)$/;
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
/** Whole numbers without a limit have the largest safe one in the schema: it limits nothing that people would type. */
const limitOf = (value: unknown): number | null => {
  const limit = numberOf(value);
  return limit === null || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? null : limit;
};

function fieldOf(name: string, schema: Record<string, unknown>): ParameterField | null {
  const kinds = { number: 'number', integer: 'whole_number', boolean: 'switch' } as const;
  const { type, default: default_value, description } = schema;
  if (type !== 'number' && type !== 'integer' && type !== 'boolean') return null;
  if (typeof default_value !== 'number' && typeof default_value !== 'boolean') return null;
  const text = typeof description === 'string' ? description : name;
  const [, label = text, unit = null] = UNIT.exec(text) ?? [];
  return {
    name,
    label,
    kind: kinds[type],
    unit: unit ?? (/\bdays\b/i.test(text) && type === 'integer' ? 'days' : null),
    minimum: limitOf(schema['minimum'] ?? schema['exclusiveMinimum']),
    maximum: limitOf(schema['maximum'] ?? schema['exclusiveMaximum']),
    default_value,
  };
}

/** The thresholds of a rule as fields, from its JSON Schema; what is neither number nor yes or no has none. */
export function fieldsOf({ parameters_schema }: Pick<RuleEntry, 'parameters_schema'>): ParameterField[] {
  const properties = (parameters_schema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(properties).flatMap(([name, schema]) => fieldOf(name, schema) ?? []);
}

/** The values of fields among parameters; a field without one has its default. */
export const valuesOf = (fields: ParameterField[], parameters: Record<string, unknown>): ParameterValues =>
  Object.fromEntries(
    fields.map(({ name, default_value }) => {
      const value = parameters[name];
      return [name, typeof value === 'number' || typeof value === 'boolean' ? value : default_value];
    }),
  );

/**
 * What is to be sent: the values that differ from their defaults, beside parameters that have no field. What is left
 * out is as the rule has it, also when the rule's default changes one day.
 */
export function changedParameters(
  fields: ParameterField[],
  values: ParameterValues,
  parameters: Record<string, unknown>,
): Record<string, unknown> {
  const names = new Set(fields.map(({ name }) => name));
  const others = Object.entries(parameters).filter(([name]) => !names.has(name));
  const own = fields.flatMap(({ name, default_value }) => {
    const value = values[name];
    return value === null || value === undefined || value === default_value ? [] : [[name, value] as const];
  });
  return Object.fromEntries([...others, ...own]);
}

/** How many thresholds are other than by default. */
export const changedCount = (rule: Pick<RuleEntry, 'parameters_schema' | 'parameters'>): number => {
  const fields = fieldsOf(rule);
  return Object.keys(changedParameters(fields, valuesOf(fields, rule.parameters), {})).length;
};

/** The limits of a number in words; null without any. */
export function limitsText({ minimum, maximum, unit }: ParameterField): string | null {
  const text = (value: number): string => (unit === null ? String(value) : `${value} ${unit}`);
  if (minimum !== null && maximum !== null) return `${minimum} to ${text(maximum)}`;
  if (minimum !== null) return `${text(minimum)} or more`;
  return maximum === null ? null : `${text(maximum)} or less`;
}
