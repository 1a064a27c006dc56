/**
 * Sets a variable to what a call of AWS prints. Ends well where AWS answers with the error code `missing`, which it has
 * for what is not there, and with its answer where the call fails otherwise.
 */
export const read = (variable: string, call: string, missing: string, name: string): string[] => [
  `if ! ${variable}=$(${call} 2>&1); then`,
  `  [[ "$${variable}" != *${missing}* ]] || finished "${name} is gone already."`,
  `  stop "$${variable}"`,
  'fi',
];

/** Asks again and again until `condition` (of `[[ … ]]`) holds, for so many minutes; what is then is for the caller to see. */
export const until = (condition: string, minutes: number, ask: readonly string[]): string[] => [
  `for _ in $(seq ${minutes * 6}); do`,
  ...ask.map((line) => `  ${line}`),
  `  if [[ ${condition} ]]; then break; fi`,
  '  sleep 10',
  'done',
];
