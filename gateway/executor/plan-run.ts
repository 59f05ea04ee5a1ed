import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { inSpan } from "../../lib/telemetry/spans.js";
import { type AnswerObject, copyAnswer, isAnswerObject, mergeAnswer } from "./answer-tree.js";
import { fetchError } from "./fetch-errors.js";
import { type AnswerPath, objectsAt, pathsOf } from "./places.js";
import type { FetchStep, PlanStep } from "./plan-steps.js";
import { type Gathered, gatherRepresentations, type RepresentationMaker } from "./representations.js";

/** What one service answered, as it came. */
export interface ServiceAnswer {
  readonly data?: AnswerObject | null | undefined;
  readonly errors?: readonly (GraphQLError | GraphQLFormattedError)[] | undefined;
}

/** Sends a fetch to its service; rejects only where something is broken in this process. */
export type FetchSender = (step: FetchStep, variables: AnswerObject) => Promise<ServiceAnswer>;

/** One run of a plan. */
export interface PlanRun {
  readonly variables: Readonly<Record<string, unknown>>;
  /** The values of the variables that the plan's conditions name. */
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly send: FetchSender;
  /** All that the services answered, merged; not yet what was asked, which the output makes of it. */
  readonly root: AnswerObject;
  readonly errors: Error[];
}

/**
 * Runs a plan to its end. What goes wrong with a fetch is in `errors` and costs what this fetch would have given; rejects
 * where the answers cannot be walked as the plan says, which Apollo's executor answers as a whole, too.
 */
export async function runPlan(step: PlanStep, run: PlanRun): Promise<void> {
  switch (step.kind) {
    case "sequence":
      for (const next of step.steps) await runPlan(next, run);
      return;
    case "parallel":
      await Promise.all(step.steps.map((next) => runPlan(next, run)));
      return;
    case "condition": {
      const branch = run.conditions.get(step.variable) ? step.ifTrue : step.ifFalse;
      if (branch) await runPlan(branch, run);
      return;
    }
    case "fetch":
      return runFetch(step, run);
  }
}

async function runFetch(step: FetchStep, run: PlanRun): Promise<void> {
  const objects = objectsAt(run.root, step.path);
  if (objects.length === 0) return;
  try {
    if (step.represent) await fetchEntities(step, step.represent, objects, run);
    else await fetchFields(step, objects, run);
  } catch (error) {
    run.errors.push(error as Error);
  }
}

async function fetchFields(step: FetchStep, objects: readonly AnswerObject[], run: PlanRun): Promise<void> {
  const { data, errors } = await send(step, variablesOf(step, run), run);
  for (const error of errors ?? []) {
    run.errors.push(fetchError(error, step.service, error.path && [...step.path, ...error.path]));
  }
  if (!data) return;
  step.rewriteOutput?.(data);
  for (const [index, object] of objects.entries()) {
    mergeAnswer(object, index < objects.length - 1 ? copyAnswer(data) : data);
  }
}

async function fetchEntities(
  step: FetchStep,
  represent: RepresentationMaker,
  candidates: readonly AnswerObject[],
  run: PlanRun,
): Promise<void> {
  const gathered = gatherRepresentations({ ...step, represent }, candidates);
  const { representations } = gathered;
  if (representations.length === 0) return;
  const variables = variablesOf(step, run);
  if ("representations" in variables) throw new Error(`Variables cannot contain key "representations"`);
  variables["representations"] = representations;
  const { data, errors } = await send(step, variables, run);
  if (errors) noteErrors(step, errors, gathered, run);
  if (!data) return;
  const entities = data["_entities"];
  if (!Array.isArray(entities)) throw new Error(`Expected "data._entities" in response to be an array`);
  if (entities.length !== representations.length) {
    throw new Error(`Expected "data._entities" to contain ${representations.length} elements`);
  }
  mergeEntities(step, entities, gathered);
}

/** Who shares an answer with others gets a copy, so that what is merged into one later is not in all. */
function mergeEntities(step: FetchStep, entities: readonly unknown[], gathered: Gathered): void {
  const { objects, places, representations } = gathered;
  const left = new Uint32Array(representations.length);
  for (const place of places) left[place] = (left[place] ?? 0) + 1;
  for (const [index, object] of objects.entries()) {
    const place = places[index] ?? 0;
    const others = (left[place] ?? 1) - 1;
    left[place] = others;
    const entity = others > 0 ? copyAnswer(entities[place]) : entities[place];
    // What knows only the interface must not take away what another service said of the object's type, before or after.
    if (isAnswerObject(entity) && (!entity["__typename"] || step.isInterface(entity["__typename"]))) {
      entity["__typename"] = object["__typename"];
    }
    step.rewriteOutput?.(entity);
    mergeAnswer(object, entity);
  }
}

/**
 * An error of an entity is one of each object that shares it. Its path counts the objects of the fetch's path from the
 * first, as Apollo's executor does, also where some of them could not be asked for.
 */
function noteErrors(
  step: FetchStep,
  errors: NonNullable<ServiceAnswer["errors"]>,
  { places }: Gathered,
  run: PlanRun,
): void {
  let paths: AnswerPath[] | null = null;
  for (const error of errors) {
    const [, place, ...rest] = error.path ?? [];
    if (typeof place !== "number") {
      run.errors.push(fetchError(error, step.service, error.path && [...step.path, ...error.path]));
      continue;
    }
    paths ??= pathsOf(run.root, step.path);
    for (const [index, of] of places.entries()) {
      if (of !== place) continue;
      run.errors.push(fetchError(error, step.service, [...(paths[index] ?? []), ...rest]));
    }
  }
}

function variablesOf({ variables }: FetchStep, run: PlanRun): AnswerObject {
  const chosen: AnswerObject = Object.create(null);
  for (const name of variables) {
    const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
    if (value !== undefined) chosen[name] = value;
  }
  return chosen;
}

function send(step: FetchStep, variables: AnswerObject, run: PlanRun): Promise<ServiceAnswer> {
  return inSpan("gateway.fetch", { service: step.service }, () => run.send(step, variables));
}
