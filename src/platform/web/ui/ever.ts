import { useState } from 'react';

/**
 * True from the first time that `value` is: what is opened is loaded then, and stays to be seen closing. It must open only once
 * it is there (`useMounted`): a dialog that begins open does not know where the focus was, and can't give it back.
 */
export function useEver(value: boolean): boolean {
  const [ever, setEver] = useState(value);
  if (value && !ever) setEver(true);
  return ever || value;
}
