import { isThere, shown } from './azure-read.ts';
import type { ScriptParts } from './script.ts';

/** Removal of something that nothing uses: its description is saved, so that it can be made again. */
export function removal(
  command: string,
  unused: { query: string; is: string; text: string }[],
  { options = '', ...more }: { options?: string } & Partial<Pick<ScriptParts, 'undo' | 'permanent'>>,
): ScriptParts {
  return {
    variables: {},
    check: [
      ...isThere(command),
      ...unused.flatMap(({ query, is, text }) => [
        `used=${shown(command, query)}`,
        `[[ "$used" == "${is}" ]] || stop "$resource_name ${text}: $used"`,
      ]),
    ],
    backup: [`describe "$resource_name.json" az ${command} show --ids "$resource_id" --output json`],
    change: [`run az ${command} delete --ids "$resource_id"${options}`],
    undo: [`say "Make one as $resource_name.json describes it (az ${command} create)."`],
    ...more,
  };
}

/** A setting that is one thing and becomes another, and back. */
export function setting(
  command: string,
  query: string,
  option: string,
  { to, from, before = [] }: { to: string; from: string; before?: string[] },
): ScriptParts {
  return {
    variables: { wanted: to, from },
    check: [
      ...isThere(command),
      `current=${shown(command, query)}`,
      '[[ "$current" != "$wanted" ]] || finished "$resource_name is $wanted already."',
      '[[ "$current" == "$from" ]] || stop "$resource_name is $current now, not $from."',
      ...before,
    ],
    change: [`run az ${command} update --ids "$resource_id" ${option} "$wanted" --output none`],
    verify: [
      `now=${shown(command, query)}`,
      '[[ "$now" == "$wanted" ]] || stop "$resource_name is $now, not $wanted."',
    ],
    undo: [`undo az ${command} update --ids "$resource_id" ${option} "$from"`],
  };
}
