import type { Cloud } from '../../../connections/core/cloud-call.ts';
import { type Clouds, NeedsAttentionError } from '../../../connections/server/index.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { Auditor } from '../../../identity/server/index.ts';
import { type Jobs, type RunContext, RunError, SYSTEM } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Services } from '../../../platform/server/services.ts';
import type { Recommendations } from '../../../recommendations/server/index.ts';
import type { Answers, AnyAction, Kept, Step, Subject } from '../../core/action.ts';
import type { Phase } from '../../core/answers.ts';
import type { State } from '../../core/workflow.ts';
import type { Guard } from '../guard.ts';
import { type RemediationRow, subjectOf, tell } from '../store.ts';

/** What changes are carried out with. */
export interface ExecutionServices {
  services: Services;
  clouds: Clouds;
  costs: Costs;
  jobs: Pick<Jobs, 'wake'>;
  recommendations: Pick<Recommendations, 'carriedOut' | 'takenBack' | 'tell'>;
  guard: Guard;
}

/** Who acts in runs, for entries and the audit log. */
export const auditorOf = ({ organization_id, now }: Pick<RunContext, 'organization_id' | 'now'>): Auditor => ({
  organization_id,
  actor: SYSTEM,
  address: null,
  now: now(),
});

/** Another process carries the change on: whoever sees it stops before the next call. */
export class LostError extends Error {
  constructor() {
    super('Another process carries this change on.');
  }
}

/** What an action can't think about: trying again would come to the same. */
export class ActionFault extends Error {}

function think<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ActionFault('This action does not know what to make of what it saw.', { cause });
  }
}

/** The same action, whose errors are `ActionFault`s. */
function guarded(action: AnyAction): AnyAction {
  const steps =
    (phase: 'steps' | 'verification' | 'undo'): AnyAction['steps'] =>
    (...about) =>
      think(() => action[phase](...about)).map((step) => ({
        ...step,
        judge: (answer) => think(() => step.judge(answer)),
      }));
  return {
    ...action,
    reads: (...about) => think(() => action.reads(...about)),
    inspect: (...about) => think(() => action.inspect(...about)),
    steps: steps('steps'),
    verification: steps('verification'),
    undo: steps('undo'),
  };
}

/**
 * One transaction with the row locked, as long as it is as it was taken over. Throws a `LostError` when another process has
 * taken over, or the change was removed with its connection.
 */
export const withOwn = <T>(
  context: Pick<RunContext, 'transaction'>,
  { id, executor }: Pick<RemediationRow, 'id' | 'executor'>,
  work: (tx: Transaction, row: RemediationRow) => Promise<T>,
): Promise<T> =>
  context.transaction(async (tx) => {
    const row = await tx
      .selectFrom('remediations')
      .selectAll()
      .where('id', '=', id)
      .where('executor', '=', executor)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new LostError();
    return work(tx, row);
  });

/** One change while this process carries it out. What it writes is written only as long as nobody else has taken over. */
export class Execution {
  readonly context: RunContext;
  readonly services: ExecutionServices;
  readonly action: AnyAction;
  readonly subject: Subject;
  readonly preview: RemediationRow['preview'];
  /** As it was taken over; what changes meanwhile is in the row that `write` gives. */
  readonly taken: RemediationRow;
  /** What was there before anything was changed; null until it was looked at. */
  captured: Answers | null;
  kept: Kept;
  #state: State;
  #cloud: Promise<Cloud> | undefined;

  constructor(context: RunContext, services: ExecutionServices, taken: RemediationRow, action: AnyAction) {
    this.context = context;
    this.services = services;
    this.action = guarded(action);
    this.taken = taken;
    this.preview = taken.preview;
    this.captured = taken.captured;
    this.kept = taken.kept;
    this.#state = taken.state;
    this.subject = subjectOf(taken);
  }

  get now(): Date {
    return this.context.now();
  }

  get auditor(): Auditor {
    return auditorOf(this.context);
  }

  /** See `withOwn`. */
  write<T>(work: (tx: Transaction, row: RemediationRow) => Promise<T>): Promise<T> {
    return withOwn(this.context, this.taken, (tx, row) => {
      this.#state = row.state;
      return work(tx, row);
    });
  }

  /**
   * The way to the cloud, opened at the first call. Throws a `NeedsAttentionError` also when the credentials are of
   * another account than the resource.
   */
  cloud(): Promise<Cloud> {
    this.#cloud ??= this.#open();
    // What could not be opened is tried again.
    this.#cloud.catch(() => (this.#cloud = undefined));
    return this.#cloud;
  }

  async #open(): Promise<Cloud> {
    const { look, change, undo } = this.action.permissions;
    const permissions = [...new Set([...look, ...change, ...undo])];
    const { provider_id, account_id } = this.taken;
    const cloud = await this.services.clouds.open(this.context, provider_id, { permissions, patience: 'background' });
    if (!cloud) throw new LostError();
    if (cloud.account_id !== null && cloud.account_id !== account_id)
      throw new NeedsAttentionError(
        `The credentials for changes are of account ${cloud.account_id}, and the resource is in account ${account_id}. ` +
          'Give the connection a role in the account of the resource.',
      );
    return cloud;
  }

  /** The steps of a phase, as far as they are known now. */
  stepsOf(phase: Phase): Step[] {
    const before = this.captured ?? {};
    if (phase === 'execute') return this.action.steps(this.subject, before, this.kept);
    if (phase === 'verify') return this.action.verification(this.subject, before, this.kept);
    return this.action.undo(this.subject, before, this.kept);
  }

  /** Says what the change waits for, and puts its run off. */
  async putOff(waiting_for: string, until: Date): Promise<never> {
    await this.write((tx, { id }) =>
      tx.updateTable('remediations').set({ waiting_for }).where('id', '=', id).execute(),
    );
    this.tell();
    throw new RunError(waiting_for, until);
  }

  /** Tells pages that there is something new to see; `state` where it is another now. */
  tell(state: State = this.#state): void {
    tell(this.services.services.events, this.context.organization_id, { id: this.taken.id, state });
  }
}
