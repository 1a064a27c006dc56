import { literal } from '../../core/sql.ts';

/*
 * SQL that types text exactly. DuckDB's own cast of text to DECIMAL(38,18) rounds further fraction digits in silence and
 * takes some 3 µs a value, which alone makes a typed read_csv slow; its cast to TIMESTAMP drops UTC offsets. So the
 * common spellings are cast on paths that are both exact and fast, and only the rest pays for regular expressions.
 */

const NUMBER = String.raw`^\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*$`;
const INSTANT = String.raw`^\s*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[T ]([0-9]{1,2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?)?\s*(Z|UTC|[-+][0-9]{2}(?::?[0-9]{2})?)?\s*$`;

/** Whether the text is a decimal number, whatever its size. */
export const isNumber = (text: string): string => `regexp_matches(${text}, '${NUMBER}')`;

/** Fraction digits the number needs when written without exponent; 0 or less for whole numbers. */
function fractionDigits(text: string): string {
  const mantissa = `regexp_extract(${text}, '^[^eE]*')`;
  const exponent = `coalesce(TRY_CAST(regexp_extract(${text}, '[eE]([-+]?[0-9]+)', 1) AS INTEGER), 0)`;
  const digits = `regexp_replace(${mantissa}, '[^0-9]', '', 'g')`;
  const zeros = `(strlen(${digits}) - strlen(rtrim(${digits}, '0')))`;
  const fraction = `strlen(regexp_extract(${mantissa}, '[.]([0-9]*)', 1))`;
  return `CASE WHEN rtrim(${digits}, '0') = '' THEN 0 ELSE ${fraction} - ${exponent} - ${zeros} END`;
}

/** Any spelling of a number that DECIMAL(38,18) holds exactly; null for all else. */
const slowDecimal = (text: string): string =>
  `CASE WHEN ${isNumber(text)} AND ${fractionDigits(text)} <= 18 THEN TRY_CAST(${text} AS DECIMAL(38,18)) END`;

/**
 * The exact DECIMAL(38,18) of a text. Null when it is no number, needs more than 18 fraction digits or has more than
 * 20 digits before the point: never rounded.
 */
export function decimalOf(text: string): string {
  const short = `TRY_CAST(${text} AS DECIMAL(18,12))::DECIMAL(38,18)`;
  const sign = `CASE WHEN contains(${text}, '-') THEN -1 ELSE 1 END`;
  // A cast takes spaces around a number: in the middle of one they must not pass.
  const whole = `CASE WHEN substr(${text}, strpos(${text}, '.') - 1, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(split_part(${text}, '.', 1) AS DECIMAL(18,0)) END::DECIMAL(38,18)`;
  const fraction = `TRY_CAST('0' || substr(${text}, strpos(${text}, '.')) AS DECIMAL(18,18))`;
  const afterPoint = `(strlen(${text}) - strpos(${text}, '.'))`;
  return `CASE
    WHEN contains(${text}, 'e') OR contains(${text}, 'E') OR contains(${text}, '_') THEN ${slowDecimal(text)}
    WHEN strpos(${text}, '.') = 0 THEN coalesce(TRY_CAST(${text} AS DECIMAL(18,0))::DECIMAL(38,18), ${slowDecimal(text)})
    WHEN ${afterPoint} <= 12 THEN coalesce(${short}, ${whole} + ${sign} * ${fraction}, ${slowDecimal(text)})
    WHEN ${afterPoint} <= 18 THEN coalesce(${whole} + ${sign} * ${fraction}, ${slowDecimal(text)})
    ELSE ${slowDecimal(text)} END`;
}

/** Why `decimalOf` gave null: SQL of a sentence. */
export const decimalProblem = (text: string): string => `CASE
    WHEN NOT ${isNumber(text)} THEN 'is not a number; FOCUS asks for a decimal such as 12.5 or 1.25E-7'
    WHEN ${fractionDigits(text)} > 18 THEN 'has more than 18 digits after the point, more than can be kept exactly'
    ELSE 'has more than 20 digits before the point, more than can be kept exactly' END`;

/** Any ISO 8601 spelling with or without seconds and offset, in UTC. */
function slowTimestamp(text: string): string {
  const part = (group: number) => `regexp_extract(${text}, '${INSTANT}', ${group})`;
  const local = `${part(1)} || ' ' || coalesce(nullif(${part(2)}, ''), '00:00') || coalesce(nullif(${part(3)}, ''), ':00')`;
  const offset = `regexp_replace(${part(4)}, '^([-+][0-9]{2}):?([0-9]{2})$', '\\1:\\2')`;
  return `CASE WHEN NOT regexp_matches(${text}, '${INSTANT}') THEN NULL
    WHEN ${part(4)} IN ('', 'Z', 'UTC') THEN TRY_CAST(${local} AS TIMESTAMP)
    ELSE make_timestamp(epoch_us(TRY_CAST(${local} || ${offset} AS TIMESTAMPTZ))) END`;
}

/** The TIMESTAMP in UTC of an ISO 8601 text; null when it is none. */
export const timestampOf = (text: string): string => `CASE
    WHEN (ends_with(${text}, 'Z') OR strlen(${text}) = 19) AND substr(${text}, 17, 1) = ':'
    THEN coalesce(TRY_CAST(${text} AS TIMESTAMP), ${slowTimestamp(text)})
    ELSE ${slowTimestamp(text)} END`;

/** As `timestampOf`, and month first with slashes, as Azure exports spell dates (`09/30/2024`). */
export const usTimestampOf = (text: string): string =>
  `coalesce(try_strptime(${text}, ['%m/%d/%Y', '%m/%d/%Y %H:%M:%S']), ${timestampOf(text)})`;

const TAG_MAP = literal('"MAP(VARCHAR,VARCHAR)"');
const TAG_LIST = literal('[{"key":"VARCHAR","value":"VARCHAR"}]');

/** The map of a list of {key, value}; the last of equal keys counts. */
export const tagsOfEntries = (list: string): string => `map_from_entries(list_filter(${list},
    (entry, i) -> entry.key IS NOT NULL AND NOT list_contains(list_transform(${list}[i + 1:], e -> e.key), entry.key)))`;

/**
 * The map of a JSON object of tags, or of a list of {key, value}; null when it is neither. Values that are not text keep
 * their JSON spelling. A key that is there twice is there twice: see `uniqueTags`.
 */
export const tagsOf = (text: string): string => `CASE WHEN json_valid(${text}) THEN
    coalesce(from_json(${text}, ${TAG_MAP}), ${tagsOfEntries(`from_json(${text}, ${TAG_LIST})`)}) END`;

/** As `tagsOf`, and members without braces around them, as Azure writes them in some agreements: `"team": "web"`. */
export const bareTagsOf = (text: string): string =>
  tagsOf(`(CASE WHEN regexp_matches(${text}, '^\\s*[{\\[]') THEN ${text} ELSE '{' || ${text} || '}' END)`);

/** The map without all but the last of equal keys. */
export const uniqueTags = (tags: string): string => `map_from_entries(list_filter(map_entries(${tags}),
    (entry, i) -> NOT list_contains(map_keys(${tags})[i + 1:], entry.key)))`;
