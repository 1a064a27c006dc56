import type { Action, ParametersOf } from '../../change.ts';
import { printHcl } from '../hcl.ts';
import { fileNameFor, labelFor } from '../names.ts';
import type { Code, CodeFile, CodeRequest } from '../types.ts';
import { awsCompute } from './aws-compute.ts';
import { awsDatabases } from './aws-databases.ts';
import { awsNetwork } from './aws-network.ts';
import { awsStorage } from './aws-storage.ts';
import { azure } from './azure.ts';
import { CannotExpress, type Draft, sourceOf } from './draft.ts';
import { type Place, placeOf, providerItems, versionItems } from './place.ts';
import { firstStep, removes, secondStep } from './print.ts';
import type { Writer, Writers } from './writer.ts';

/** How each action is written in Terraform, or why it can't be. Every action is here. */
export const TERRAFORM: Writers<Action> = {
  ...awsCompute,
  ...awsStorage,
  ...awsNetwork,
  ...awsDatabases,
  ...azure,
};

/** Its name where the id has it, as most have; else the last part of the id, such as `i-1`. */
const shortId = ({ resource_id, resource_name }: CodeRequest): string =>
  resource_name && resource_id.toLowerCase().includes(resource_name.toLowerCase())
    ? resource_name
    : (resource_id.split(/[/:]/).at(-1) ?? resource_id);

/** A name for the resource in Terraform; not unique among several. */
export const labelOf = (request: CodeRequest): string => labelFor(shortId(request));
/** `modify-volume-vol-1`: a name for what is done to which resource; not unique among several. */
export const fileNameOf = (request: CodeRequest): string =>
  fileNameFor(`${request.change.action.split('.')[1]} ${shortId(request)}`);

/** Where it is and what is to be done; throws `CannotExpress` with the reason where Terraform has no words for it. */
export function draftOf(request: CodeRequest, label: string): { place: Place; draft: Draft } {
  const place = placeOf(request);
  const { action, parameters } = request.change;
  const writer = TERRAFORM[action] as Writer<Action> | string;
  if (typeof writer === 'string') throw new CannotExpress(writer);
  return { place, draft: writer(parameters as ParametersOf<Action>, sourceOf(request, label)) };
}

/** What people must know of steps and state, whatever the change is. */
export function stepNotes(draft: Draft): string[] {
  const imported = draft.resources.find((resource) => resource.import_id !== null);
  const inState = imported
    ? [
        removes(draft)
          ? 'If the resource is in a state of yours already, take its resource block out of your configuration there, and put the removed block of the folder delete in its place with your own address; nothing has to be imported.'
          : 'If the resource is in a state of yours already, make the change in your own resource block (below "The change:") instead; nothing has to be imported.',
      ]
    : [];
  return removes(draft)
    ? [
        'Two steps, because Terraform deletes only what it has in its state. First: terraform init, plan and apply; this imports what is to be deleted and changes nothing of it. Second: copy what is in the folder delete over the files of the same name, then plan and apply again; this deletes. Keep the state between the two.',
        ...inState,
      ]
    : [
        `Run terraform init and plan, read the plan, then apply.${imported ? ' A plan that would replace or delete what exists stops with an error.' : ''}`,
        ...inState,
      ];
}

/** A file of Terraform. */
export const hclFile = (path: string, content: string): CodeFile => ({ path, language: 'hcl', content });

/**
 * The change of one recommendation as Terraform: `versions.tf`, `providers.tf`, the change, and for what is deleted the
 * second step in the folder `delete`. Without files where Terraform can't express it; the notes say why.
 */
export function terraformOf(request: CodeRequest): Code {
  try {
    const { place, draft } = draftOf(request, labelOf(request));
    const name = `${fileNameOf(request)}.tf`;
    const second = secondStep([request], draft, null);
    return {
      files: [
        hclFile('versions.tf', printHcl(versionItems([place], removes(draft)))),
        hclFile('providers.tf', printHcl(providerItems([place]))),
        hclFile(name, printHcl(firstStep([request], draft, null))),
        ...(second.length === 0 ? [] : [hclFile(`delete/${name}`, printHcl(second))]),
      ],
      notes: [...stepNotes(draft), ...draft.notes, `To take it back: ${draft.undo}`],
    };
  } catch (error) {
    if (!(error instanceof CannotExpress)) throw error;
    return { files: [], notes: [error.message] };
  }
}
