import { type Condition, type Inspection, PROTECT_TAG } from './action.ts';

/** Whether somebody keeps the resource from being changed from here, by a tag with any value but `false`. */
export const isProtected = (tags: Readonly<Record<string, string>>): boolean =>
  Object.entries(tags).some(
    ([key, value]) => key.toLowerCase() === PROTECT_TAG && value.trim().toLowerCase() !== 'false',
  );

/** What is not known keeps a change from being made as well. */
const keepsFrom = ({ result }: Condition): boolean => result === 'not_met' || result === 'unknown';

/** Why a change can't be made, as the cloud is now: sentences; empty where it can. What is done already is no blocker. */
export function blockersOf({ exists, tags, conditions }: Inspection): string[] {
  if (!exists) return ['The resource is not there any more.'];
  return [
    ...(isProtected(tags)
      ? [`The tag ${PROTECT_TAG} keeps it from being changed from here. Take the tag away if it may be changed.`]
      : []),
    ...conditions.filter(keepsFrom).map(({ detail }) => detail),
  ];
}
