import { z } from 'zod';
import type { CloudAnswer, CloudCall } from '../../connections/core/cloud-call.ts';
import type { Action, ParametersOf } from '../../recommendations/core/change.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof scalar>;
/** Configuration by name, units in the names (`size_gib`), as inventories and findings have it. */
export const configurationSchema = z.record(z.string(), scalar);
export type Configuration = z.infer<typeof configurationSchema>;

/** Whoever tags a resource so (any value but `false`) keeps it from being changed from here. */
export const PROTECT_TAG = 'finopsmind:protect';

/** How far a change can be undone. `partial` says in `text` what does not come back. */
export const REVERSIBILITIES = ['full', 'partial', 'none'] as const;
export type Reversibility = (typeof REVERSIBILITIES)[number];

/** Something that has to hold before a change is made. */
export const conditionSchema = z.object({
  /** Stable within the action, such as `not_in_group`. */
  condition: z.string(),
  /** What is asked, as a phrase: `not a member of an Auto Scaling group`. */
  text: z.string(),
  /** `warning`: it does not keep the change from being made, but who approves has to know. */
  result: z.enum(['met', 'not_met', 'warning', 'unknown']),
  /** What was found, and, where it is not met, what to do; a sentence. */
  detail: z.string(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** What a change is about: a resource, and what to make of it. */
export interface Subject<A extends Action = Action> {
  /** Of the remediation: names what is created, so that it is found again after a crash. */
  remediation_id: string;
  parameters: ParametersOf<A>;
  resource_id: string;
  resource_name: string | null;
  account_id: string;
  /** Empty for what belongs to none. */
  region: string;
}

/** Answers by the names of the calls that gave them. A failed call is there with its failure. */
export type Answers = Readonly<Record<string, CloudAnswer>>;
/** What steps learned that later ones need, such as the id of a snapshot. */
export type Kept = Readonly<Record<string, string>>;

/** What the cloud tells of the resource before anything is changed. */
export interface Inspection {
  /** False where the cloud says that it is not there (any more). */
  exists: boolean;
  tags: Readonly<Record<string, string>>;
  /**
   * What must still be so when the change begins: size, attachments, everything the finding or the approval rests on. It
   * is compared with what it was when the preview was made; where it differs, nothing is done and people are told.
   */
  state: Configuration;
  /** Only what changes, by the same names. */
  before: Configuration;
  after: Configuration;
  conditions: Condition[];
  /** What depends on it and is touched: phrases with names, such as `Elastic IP 203.0.113.5 stays associated`. */
  dependents: string[];
  /** The change is made already: there is nothing to do, which is success. */
  is_done: boolean;
}

/** Where the cloud is with a step. */
export type Standing =
  /** `seen`: what the cloud says of why it is not done, a sentence, for people to read where it is given up. */
  | { at: 'todo'; seen?: string }
  /** Somebody (we, before a crash) has begun it: wait and look again. `message` says what is seen. */
  | { at: 'under_way'; message: string }
  /** Done, by whomever. `kept` is for later steps. */
  | { at: 'done'; kept?: Record<string, string> }
  /** It can't be done any more; a sentence says why. */
  | { at: 'impossible'; because: string };

/**
 * One step. The engine looks, and acts only where `judge` says `todo`; then it looks again until it is done. So a step that
 * was interrupted at any point goes on from where the cloud really is.
 */
export interface Step {
  /** Stable within the action and phase: `stop`, `modify`. */
  id: string;
  /** Starts with a verb: `Stop the instance`. */
  title: string;
  look: CloudCall;
  /** Of a look that was answered or said `gone`; other failures are the engine's to meet. */
  judge(answer: CloudAnswer): Standing;
  /** Null where it only waits, as for health. */
  call: CloudCall | null;
  /** From the first look on; then it has failed. */
  timeout_seconds: number;
  /** Refusals of `call` (codes) that pass by themselves: it is tried again within the time limit. */
  passing_refusals?: readonly string[];
}

/**
 * A change that can be carried out: pure, of calls as data. One file in `actions/<cloud>/`, and one line in
 * `actions/index.ts`.
 */
export interface ActionDefinition<A extends Action = Action> {
  action: A;
  /** As a button says it: `Resize an EC2 instance`. */
  title: string;
  cloud: 'aws' | 'azure';
  resource_types: readonly string[];
  /** Something is lost for good, or can't be brought back as it was. */
  destructive: boolean;
  /** What is interrupted and for how long, a sentence; null when nothing is. */
  interruption: string | null;
  reversibility: Reversibility;
  /** How it is undone and what does not come back: sentences. */
  undo_text: string;
  /** Days for which undoing is offered; null where it never ends, 0 where it can't be undone. */
  undo_days: number | null;
  /** As the cloud names them (IAM actions, actions of Azure roles). */
  permissions: { look: readonly string[]; change: readonly string[]; undo: readonly string[] };
  /**
   * Calls that only read, by name: those for the preview, again before acting, and kept whole as what was there before.
   * Called again with the answers it got until it names no new one: later calls may depend on earlier answers.
   */
  reads(subject: Subject<A>, answers: Answers): Record<string, CloudCall>;
  inspect(subject: Subject<A>, answers: Answers): Inspection;
  /**
   * The steps of the change, made from what was there before. Called again as `kept` grows; their number and ids depend on
   * `before` alone. For the preview `kept` answers a placeholder for what is not known yet.
   */
  steps(subject: Subject<A>, before: Answers, kept: Kept): Step[];
  /** Looks that must hold afterwards: state, status checks, health of targets. */
  verification(subject: Subject<A>, before: Answers, kept: Kept): Step[];
  /** Undoes whatever of `steps` was done, in any state the cloud may be in; empty where nothing undoes it. */
  undo(subject: Subject<A>, before: Answers, kept: Kept): Step[];
}

/** The same for lists of all actions, which a union of their types would make unusable. */
// The parameters are only ever those of its own action.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyAction = ActionDefinition<any>;

/** Gives an action its type by its name. */
export const defineAction = <const A extends Action>(definition: ActionDefinition<A>): ActionDefinition<A> =>
  definition;
