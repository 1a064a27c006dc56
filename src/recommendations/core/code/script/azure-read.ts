/** What a field of what `az … show` answers is, as text; nothing where it is null. */
export const shown = (command: string, query: string): string =>
  `$(az ${command} show --ids "$resource_id" --query "${query}" --output tsv)`;

/** Ends well where the resource is not there any more. */
export const isThere = (command: string): string[] => [
  `if ! found=$(az ${command} show --ids "$resource_id" --query id --output tsv 2>&1); then`,
  '  [[ "$found" != *ResourceNotFound* && "$found" != *ResourceGroupNotFound* ]] || finished "$resource_name is gone already."',
  '  stop "$found"',
  'fi',
];
