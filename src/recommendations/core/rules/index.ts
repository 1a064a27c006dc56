import type { Rule } from '../rule.ts';
import { ec2Idle } from './ec2-idle.ts';

/** Every rule. To add one: a file of its own, its page in docs/rules, and its line here. */
export const RULES: readonly Rule[] = [ec2Idle];
