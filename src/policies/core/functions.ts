/** A function that expressions may call. */
export interface PolicyFunction {
  name: string;
  /** How it is called, then what it tells. */
  description: string;
}

/**
 * All that expressions may call. What CEL has besides is refused: `map` and `cel.bind` let a short expression make values
 * that are too large for any memory; the rest is of no use here.
 */
export const FUNCTIONS: readonly PolicyFunction[] = [
  { name: 'has', description: 'has(resource.owner): whether a fact is known, or a tag is set' },
  { name: 'orValue', description: 'tags.?owner.orValue(""): a fact, or something else where it is missing' },
  { name: 'hasValue', description: 'tags[?"cost-center"].hasValue(): whether it is there' },
  { name: 'size', description: 'size(tags): how many it has; of a text, its characters' },
  { name: 'startsWith', description: 'resource.region.startsWith("eu-"): whether a text begins so' },
  { name: 'endsWith', description: 'resource.owner.endsWith("@example.com"): whether a text ends so' },
  { name: 'contains', description: 'resource.name.contains("tmp"): whether a text has it anywhere' },
  {
    name: 'matches',
    description: 'resource.name.matches("^[a-z0-9-]+$"): whether a regular expression is found in it',
  },
  { name: 'lower', description: 'tags.env.lower(): the text in lower case' },
  { name: 'exists', description: 'tags.exists(key, key.startsWith("team")): whether it holds for any' },
  { name: 'all', description: 'tags.all(key, key == key.lower()): whether it holds for all' },
  { name: 'exists_one', description: 'tags.exists_one(key, key.lower() == "owner"): whether it holds for just one' },
  { name: 'filter', description: 'tags.filter(key, key.startsWith("x-")): those for which it holds' },
  { name: 'days', description: 'now - resource.created_at > days(90): a length of time' },
  { name: 'duration', description: 'duration("12h30m"): a length of time' },
  { name: 'timestamp', description: 'timestamp("2026-01-31T00:00:00Z"): a point in time' },
  { name: 'getFullYear', description: 'now.getFullYear(): the year, in UTC' },
  { name: 'getMonth', description: 'now.getMonth(): the month, in UTC; January is 0' },
  { name: 'getDate', description: 'now.getDate(): the day of the month, in UTC' },
  { name: 'getDayOfWeek', description: 'now.getDayOfWeek(): the day of the week, in UTC; Sunday is 0' },
  { name: 'getHours', description: 'now.getHours(): the hour, in UTC' },
  { name: 'int', description: 'int("12"): as a whole number' },
  { name: 'double', description: 'double(resource.age_days): as a number with decimals' },
  { name: 'string', description: 'string(resource.age_days): as a text' },
];
