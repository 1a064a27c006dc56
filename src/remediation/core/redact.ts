const REDACTED = '[redacted]';

/** Members of clouds' answers that may hold secrets: settings of functions, scripts and passwords of machines. */
const SECRET =
  /^(variables|userdata|customdata|adminpassword|masteruserpassword|protectedsettings|connectionstrings|commandtoexecute)$/i;

/** Hides the values, and keeps names where they tell what there is. */
function hidden(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return REDACTED;
  return Object.fromEntries(Object.keys(value).map((name) => [name, REDACTED]));
}

/**
 * What a cloud was sent or answered, without secrets, for people to read and for keeping: it is only ever compared and
 * undone by what else is in it.
 */
export function redacted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(redacted) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET.test(name) ? hidden(inner) : redacted(inner)]),
  ) as T;
}
