import type { Operation } from "@apollo/federation-internals";
import { computeResponse } from "@apollo/gateway/dist/resultShaping.js";
import type { GraphQLError } from "graphql";
import type { AnswerObject } from "./answer-tree.js";

export interface ShapedAnswer {
  readonly data: AnswerObject | null | undefined;
  /** What services answered against the schema. */
  readonly faults: readonly GraphQLError[];
}

/**
 * What was asked, from what services answered, where that breaks the schema somewhere: nulls take along what cannot be
 * null, wrong leaves and objects of unknown types become null. It is Apollo's own function, which is not in the package's
 * index, so that such an answer is exactly the one that Apollo's executor gives. Throws where it gives up.
 */
export function shapeIrregular(
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
  root: AnswerObject,
): ShapedAnswer {
  const { data, errors } = computeResponse({
    operation,
    variables,
    input: root,
    // Operations that ask for it are not compiled.
    introspectionHandling: () => null,
  });
  return { data, faults: errors };
}
