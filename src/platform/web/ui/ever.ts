import { useState } from 'react';

/** True from the first time that `value` is: what is opened is loaded then, and stays to be seen closing. */
export function useEver(value: boolean): boolean {
  const [ever, setEver] = useState(value);
  if (value && !ever) setEver(true);
  return ever || value;
}
