import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type VariableDefinitionNode,
  visit,
} from "graphql";
import type { AnswerObject } from "./answer-tree.js";
import type { FetchSender, ServiceAnswer } from "./plan-run.js";
import type { FetchStep } from "./plan-steps.js";

/**
 * Sends fetches that become ready together, and go to one service, as one request: the root fields of each under aliases
 * of its own (`m0__entities`), its variables and fragments under names of its own. The service then parses, authorises
 * and loads once. Only queries for entities: one of those fails by itself, unless the service refuses it as a whole, and
 * then each of the others is asked again alone.
 */
export interface MergedText {
  readonly text: string;
  readonly operationName: string | undefined;
}

/** The texts that a plan's fetches were merged to before; one operation has few, as its fetches become ready in few ways. */
export class MergedTexts {
  readonly #known = new Map<string, MergedText | null>();

  /** Null where they cannot be merged. */
  of(steps: readonly FetchStep[]): MergedText | null {
    const key = steps.map(({ id }) => id).join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_MERGED_TEXTS) return null;
    const merged = mergeTexts(steps);
    this.#known.set(key, merged);
    return merged;
  }
}

const MOST_MERGED_TEXTS = 64;
/** Fetches in one request; those beyond it are the next one's. */
const MOST_MERGED_FETCHES = 16;

interface Waiting {
  readonly step: FetchStep;
  readonly variables: AnswerObject;
  readonly resolve: (answer: ServiceAnswer | Promise<ServiceAnswer>) => void;
}

/** A sender for one run of a plan: what is sent before the microtask queue is empty goes together. */
export function mergingSender(texts: MergedTexts, send: FetchSender): FetchSender {
  const waiting = new Map<string, Waiting[]>();
  const flush = (service: string) => {
    const together = waiting.get(service) ?? [];
    waiting.delete(service);
    const merged = together.length > 1 ? texts.of(together.map(({ step }) => step)) : null;
    if (merged) sendMerged(together, merged, send);
    else for (const { step, variables, resolve } of together) resolve(send(step, variables));
  };
  return (step, variables) => {
    if (!step.isQuery || !step.represent) return send(step, variables);
    return new Promise((resolve) => {
      const others = waiting.get(step.service);
      if (others && others.length < MOST_MERGED_FETCHES) {
        others.push({ step, variables, resolve });
        return;
      }
      if (others) flush(step.service);
      waiting.set(step.service, [{ step, variables, resolve }]);
      queueMicrotask(() => flush(step.service));
    });
  };
}

function sendMerged(together: readonly Waiting[], { text, operationName }: MergedText, send: FetchSender) {
  const [first] = together;
  if (!first) return;
  const variables: AnswerObject = Object.create(null);
  for (const [index, part] of together.entries()) {
    for (const [name, value] of Object.entries(part.variables)) variables[prefixOf(index) + name] = value;
  }
  const answered = send({ ...first.step, text, operationName }, variables);
  for (const [index, { step, variables: own, resolve }] of together.entries()) {
    resolve(
      answered.then((answer) => {
        const part = partOf(answer, prefixOf(index));
        return part ?? send(step, own);
      }),
    );
  }
}

const prefixOf = (index: number) => `m${index}_`;

/** What of a merged answer is one fetch's; null where another's failure took it along. */
function partOf({ data, errors = [] }: ServiceAnswer, prefix: string): ServiceAnswer | null {
  const isOwn = (key: unknown) => typeof key === "string" && key.startsWith(prefix);
  const own = errors.filter(({ path }) => !path || isOwn(path[0]));
  const named = own.map((error) =>
    error.path
      ? {
          message: error.message,
          ...(error.extensions ? { extensions: error.extensions } : {}),
          path: [String(error.path[0]).slice(prefix.length), ...error.path.slice(1)],
        }
      : error,
  );
  if (!data) {
    // Items can be null, so that only an error of all of them, or of the request, has left nothing.
    const isOwnFailure = own.some(({ path }) => !path || path.length === 1);
    return isOwnFailure || errors.length === 0 ? { data: null, errors: named } : null;
  }
  const part: AnswerObject = {};
  for (const [key, value] of Object.entries(data)) {
    if (isOwn(key)) part[key.slice(prefix.length)] = value;
  }
  return { data: part, ...(named.length > 0 ? { errors: named } : {}) };
}

function mergeTexts(steps: readonly FetchStep[]): MergedText | null {
  const variableDefinitions: VariableDefinitionNode[] = [];
  const selections: OperationDefinitionNode["selectionSet"]["selections"][number][] = [];
  const fragments: DocumentNode["definitions"][number][] = [];
  for (const [index, { text }] of steps.entries()) {
    const { definitions } = renamed(parse(text, { noLocation: true }), prefixOf(index));
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) {
        fragments.push(definition);
        continue;
      }
      if (definition.directives?.length) return null;
      variableDefinitions.push(...(definition.variableDefinitions ?? []));
      for (const field of definition.selectionSet.selections) {
        if (field.kind !== Kind.FIELD) return null;
        const key = field.alias?.value ?? field.name.value;
        selections.push({ ...field, alias: { kind: Kind.NAME, value: prefixOf(index) + key } });
      }
    }
  }
  const operationName = steps[0]?.operationName;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: "query" as OperationDefinitionNode["operation"],
    ...(operationName ? { name: { kind: Kind.NAME, value: operationName } } : {}),
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  return { text: print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }), operationName };
}

/** The document with variables and fragments under names that no other document has. */
function renamed(document: DocumentNode, prefix: string): DocumentNode {
  const rename = <Named extends { readonly name: { readonly value: string } }>(node: Named): Named => ({
    ...node,
    name: { ...node.name, value: prefix + node.name.value },
  });
  return visit(document, {
    Variable: { enter: rename },
    FragmentSpread: { enter: rename },
    FragmentDefinition: { leave: rename },
  });
}
