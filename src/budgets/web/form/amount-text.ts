/** Three digits after the only separator: `10,000` is ten thousand to some and ten to others. */
const AMBIGUOUS = /^\d+[.,]\d{3}$/;
const PLAIN = /^\d+(?:[.,]\d+)?$/;

/** The separators of a locale: between thousands, and before decimals. */
function separatorsOf(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(1_234_567.5);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { group: of('group'), decimal: of('decimal') };
}

const digitsOf = (text: string): boolean => /^\d+$/.test(text);

/** What people type for the separator of thousands: any space or apostrophe for another. */
const typedGroup = (group: string): RegExp | string => (/\s/.test(group) ? /\s/ : /['’]/.test(group) ? /['’]/ : group);

/** Thousands that are separated all through as the locale does, without their separators; null when they are not. */
function ungrouped(text: string, locale: string): string | null {
  const { group, decimal } = separatorsOf(locale);
  const [whole = '', decimals = '0', ...more] = text.split(decimal);
  const [first = '', ...threes] = whole.split(typedGroup(group));
  const is_grouped =
    threes.length > 0 && digitsOf(first) && first.length <= 3 && threes.every((part) => /^\d{3}$/.test(part));
  return is_grouped && more.length === 0 && digitsOf(decimals) ? `${first}${threes.join('')}.${decimals}` : null;
}

/**
 * The amount that is typed: with thousands as the organization's locale separates them, or without, and with a point or
 * comma before decimals; null when it is not clear which amount is meant.
 */
export function amountFrom(text: string, locale: string): number | null {
  const typed = text.trim();
  const grouped = ungrouped(typed, locale);
  if (grouped !== null) return Number(grouped);
  return PLAIN.test(typed) && !AMBIGUOUS.test(typed) ? Number(typed.replace(',', '.')) : null;
}

/** An amount as a field takes it back. */
export function amountText(amount: number): string {
  const text = String(amount);
  return AMBIGUOUS.test(text) ? `${text}0` : text;
}
