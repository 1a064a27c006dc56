import { ApiProblem } from '../../../platform/web/client.ts';
import type { BudgetForm } from './budget-form.ts';
import type { FormErrors } from './form-errors.ts';

/** What a part of the form is given. */
export interface FieldProps {
  form: BudgetForm;
  change: (changed: Partial<BudgetForm>) => void;
  /** What is wrong with a field, or with anything within it. */
  errorOf: (field: string) => string | undefined;
}

/** What the server calls the fields of the form, where that is another name. */
const SERVER_NAMES: Record<string, string> = {
  last_day: 'end',
  growth: 'amount.growth_percent',
  months: 'amount.months',
};

const serverName = (field: string): string => {
  const [first = '', ...rest] = field.split('.');
  return ['body', SERVER_NAMES[first] ?? first, ...rest].join('.');
};

/** Whether what the server says of `path` is said at `field`. */
const isWithin = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`);

/** What the server refuses of a field; undefined where it does not. */
function refusalOf(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const message = error.errors.find(({ path }) => isWithin(path, serverName(field)))?.message;
  return message && message.charAt(0).toUpperCase() + message.slice(1);
}

/** Fields at which a problem is said. */
const FIELDS = [
  'name',
  'owner',
  'filters',
  'metric',
  'currency',
  'period',
  'calendar',
  'start',
  'end',
  'amount',
  'thresholds',
  'parent_id',
];

/** Those of a problem's paths that are said at a field, as `FormProblem` takes them. */
export const saidAtFields = (error: Error | null): string[] =>
  error instanceof ApiProblem
    ? error.errors
        .map(({ path }) => path.replace('body.', ''))
        .filter((path) => FIELDS.some((field) => isWithin(path, field)))
    : [];

/** What is wrong with a field: what the form knows, once it was tried to send, before what the server said. */
export const errorsOf =
  (own: FormErrors, error: Error | null) =>
  (field: string): string | undefined =>
    own[field as keyof FormErrors] ?? refusalOf(error, field);
