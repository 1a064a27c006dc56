import type { SyntheticEvent } from 'react';

const selectAll = ({ currentTarget }: SyntheticEvent<HTMLInputElement>): void => currentTarget.select();

/** For selections that are searched by typing: what is typed replaces what was chosen, instead of being added to it. */
export const RETYPE = { onFocus: selectAll, onClick: selectAll };
