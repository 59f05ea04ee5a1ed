import type { FetchDataRewrite } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { type AnswerObject, ownValue, setOwn } from "./answer-tree.js";
import { compileTypeTest } from "./object-types.js";

/**
 * Changes a value in place. Plans ask for that where a service knows an object by another type than the supergraph
 * (`__typename` of interface objects), or a field under another key than the client (one key, two types).
 */
export type Rewriter = (value: unknown) => void;

/** How plans write a type condition within a path. */
const CONDITION = "... on ";

/** Null: there is nothing to rewrite. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  schema: GraphQLSchema,
): Rewriter | null {
  if (!rewrites || rewrites.length === 0) return null;
  const all = rewrites.flatMap((rewrite) => compileRewrite(rewrite, schema) ?? []);
  return (value) => {
    for (const rewrite of all) rewrite(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, schema: GraphQLSchema): Rewriter | null {
  const key = rewrite.path.at(-1);
  if (key === undefined) return null;
  let rewriter = eachObject(change(rewrite, key));
  for (const element of rewrite.path.slice(0, -1).reverse()) rewriter = within(element, rewriter, schema);
  return rewriter;
}

function change(rewrite: FetchDataRewrite, key: string): (object: AnswerObject) => void {
  switch (rewrite.kind) {
    case "ValueSetter":
      return (object) => setOwn(object, key, rewrite.setValueTo);
    case "KeyRenamer":
      return (object) => {
        const value = ownValue(object, key);
        // Nothing that is null, false or empty is moved: so does Apollo's executor, and answers stay the same as its.
        if (!value) return;
        setOwn(object, rewrite.renameKeyTo, value);
        object[key] = undefined;
      };
  }
}

function within(element: string, inner: Rewriter, schema: GraphQLSchema): Rewriter {
  if (!element.startsWith(CONDITION)) return eachObject((object) => inner(ownValue(object, element)));
  const test = compileTypeTest(schema, element.slice(CONDITION.length));
  return eachObject((object) => {
    const typeName = object["__typename"];
    if (!typeName || test(String(typeName))) inner(object);
  });
}

/** Applies `change` to an object, or to every object of lists in lists. */
function eachObject(change: (object: AnswerObject) => void): Rewriter {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null) change(value as AnswerObject);
  };
  return visit;
}
