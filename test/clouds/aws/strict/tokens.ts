import type { DoubleAnswer } from '../../serve.ts';
import type { StrictService } from './world.ts';
import { withText } from './world.ts';

/** Calls of EC2 with a token are carried out once; the same token gets the same answer. */
export function strictTokens(): StrictService {
  const answers = new Map<string, DoubleAnswer>();
  return {
    before: ({ operation, form }) => answers.get(`${operation} ${form.get('ClientToken')}`),
    after: ({ operation, form }, answer) => {
      const token = form.get('ClientToken');
      if (token !== null) answers.set(`${operation} ${token}`, withText(answer, answer.body.toString()));
      return answer;
    },
  };
}
