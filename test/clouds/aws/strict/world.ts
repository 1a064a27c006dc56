import type { MotoAccount } from '../../../support/moto.ts';
import type { DoubleAnswer } from '../../serve.ts';
import type { StrictCall } from './call.ts';

/** What takes its time: it is under way until it was looked at often enough. */
export class Countdowns {
  readonly #left = new Map<string, number>();

  begin(key: string, looks: number): void {
    this.#left.set(key, looks);
  }

  isUnderWay(key: string): boolean {
    return (this.#left.get(key) ?? 0) > 0;
  }

  /** Whether it is still under way for who looks now. */
  look(key: string): boolean {
    const left = this.#left.get(key) ?? 0;
    if (left > 0) this.#left.set(key, left - 1);
    return left > 0;
  }
}

/** What the services of the strict AWS share; tests change it as they go. */
export interface StrictWorld {
  account: MotoAccount;
  /** After how many looks what was begun is done. */
  looks: number;
  /** Instance types that AWS has no machines of: StartInstances lacks capacity. */
  without_capacity: Set<string>;
  /** Instance types whose status checks end as `impaired`. */
  impaired: Set<string>;
  /** Instance types whose targets stay `unhealthy`. */
  unhealthy: Set<string>;
  /** Instance types that classic load balancers do not find healthy. */
  out_of_service: Set<string>;
  /** Snapshots and images that are begun from now on end as `error` and `failed`. */
  snapshots_fail: boolean;
  countdowns: Countdowns;
}

/** What a service of AWS does that Moto does not. */
export interface StrictService {
  /** Answers instead of Moto; undefined passes the call on. */
  before?(call: StrictCall): Promise<DoubleAnswer | undefined> | DoubleAnswer | undefined;
  /** Answers what Moto lets its caller do, but can't do (500). */
  lacking?(call: StrictCall): Promise<DoubleAnswer | undefined>;
  /** What AWS answers where Moto answered so; only of what was not refused. */
  after?(call: StrictCall, answer: DoubleAnswer): Promise<DoubleAnswer> | DoubleAnswer;
}

/** The answer with another text. */
export const withText = (answer: DoubleAnswer, text: string): DoubleAnswer => {
  const { 'content-length': _, ...headers } = answer.headers ?? {};
  return { ...answer, headers, body: text };
};
