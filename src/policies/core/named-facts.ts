import type { SubjectFacts } from './facts.ts';

/** Facts as they are: of all objects, each by its name. */
type Objects = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/**
 * Makes of facts what expressions name of them, which is a small part of it: what is sent to threads. `paths` are those of
 * `CompiledPolicy`, such as `resource.region`.
 */
export function namedOnly(paths: readonly string[]): (facts: SubjectFacts) => SubjectFacts {
  /** Fields by object; null is all of them. */
  const wanted = new Map<string, Set<string> | null>();
  for (const path of paths) {
    const [object = '', field] = path.split(/[.[]/, 2);
    // Any tag may be meant where one is named.
    const whole = object === 'tags' || field === undefined || wanted.get(object) === null;
    wanted.set(object, whole ? null : new Set([...(wanted.get(object) ?? []), field]));
  }
  return (facts) => {
    const kept: Record<string, unknown> = {};
    for (const [object, fields] of wanted) {
      const known = (facts as unknown as Objects)[object];
      if (known) kept[object] = fields ? Object.fromEntries([...fields].map((field) => [field, known[field]])) : known;
    }
    kept['now'] = facts.now;
    return kept as unknown as SubjectFacts;
  };
}
