import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { type AnswerObject, mergeAnswer, setOwn } from "./answer-tree.js";
import { compileTypeTest } from "./object-types.js";
import type { FetchStep } from "./plan-steps.js";

/** What a service is told of an object so that it finds it; null where the object lacks a part of that. */
export type RepresentationMaker = (source: unknown) => AnswerObject | null;

type PartReader = (source: AnswerObject, into: AnswerObject) => boolean;

export function compileRepresentation(
  selections: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): RepresentationMaker {
  const parts = selections.map((selection) => compilePart(selection, schema));
  return (source) => {
    if (source === null) return null;
    const made: AnswerObject = Object.create(null);
    for (const part of parts) if (!part(source as AnswerObject, made)) return null;
    return made;
  };
}

function compilePart(selection: QueryPlanSelectionNode, schema: GraphQLSchema): PartReader {
  if (selection.kind === "InlineFragment") {
    if (selection.typeCondition === undefined) return () => true;
    const test = compileTypeTest(schema, selection.typeCondition);
    const inner = compileRepresentation(selection.selections, schema);
    return (source, into) => {
      const typeName = source["__typename"];
      // What a fragment lacks is no more than what the fragment would have added.
      if (typeName && test(String(typeName))) mergeAnswer(into, inner(source));
      return true;
    };
  }
  const key = selection.alias ?? selection.name;
  const inner = selection.selections ? compileRepresentation(selection.selections, schema) : null;
  return (source, into) => {
    const value = Object.hasOwn(source, key) ? source[key] : undefined;
    if (value === undefined) return false;
    if (!inner) setOwn(into, key, value);
    else setOwn(into, key, Array.isArray(value) ? value.map(inner) : inner(value));
    return true;
  };
}

/** The objects at a fetch's path and what a service is asked of them, equal questions put once. */
export interface Gathered {
  /** What is sent. */
  readonly representations: readonly AnswerObject[];
  /** The objects that are known well enough to be asked for, in the order of the answer. */
  readonly objects: readonly AnswerObject[];
  /** For each of them, which representation is its. */
  readonly places: readonly number[];
}

/** Reads the keys of the objects at hand; `objects` are all that the path leads to. */
export function gatherRepresentations(
  { represent, rewriteInput }: Pick<FetchStep, "rewriteInput"> & { readonly represent: RepresentationMaker },
  candidates: readonly AnswerObject[],
): Gathered {
  const representations: AnswerObject[] = [];
  const objects: AnswerObject[] = [];
  const places: number[] = [];
  const known = new Map<string, number>();
  for (const object of candidates) {
    const representation = represent(object);
    if (!representation?.["__typename"]) continue;
    rewriteInput?.(representation);
    const text = JSON.stringify(representation);
    let place = known.get(text);
    if (place === undefined) {
      place = representations.length;
      known.set(text, place);
      representations.push(representation);
    }
    objects.push(object);
    places.push(place);
  }
  return { representations, objects, places };
}
