/** Names of our own that are made from names of others: nothing but small letters, digits and one separator. */

const LONGEST = 60;

function slugOf(text: string, separator: '_' | '-'): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words
    .join(separator)
    .slice(0, LONGEST)
    .replace(/[_-]+$/, '');
}

/** A name that Terraform takes for a resource: never empty, never beginning with a digit, never with two `_` in a row. */
export function labelFor(text: string): string {
  const slug = slugOf(text, '_');
  return /^[a-z]/.test(slug) ? slug : `r_${slug}`.replace(/_$/, '');
}

/** A name for files; never empty. */
export const fileNameFor = (text: string): string => slugOf(text, '-') || 'resource';

/** `name`, or the first of `name_2`, `name_3`, … that is not among `taken`; what it answers is added to them. */
export function unique(name: string, taken: Set<string>, separator: '_' | '-'): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}${separator}${number}`;
  taken.add(candidate);
  return candidate;
}
