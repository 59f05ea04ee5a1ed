import { ERRORS, errorCodeDef } from "@apollo/federation-internals";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { AnswerPath } from "./places.js";

/** What a service answered as an error, as one of the client's answer: the same code, and the place in that answer. */
export function fetchError(
  original: GraphQLError | GraphQLFormattedError,
  service: string,
  path: AnswerPath | undefined,
): GraphQLError {
  const message = original.message || `Error while fetching subquery from service "${service}"`;
  const options = {
    originalError: original as Error,
    ...(path ? { path } : {}),
    extensions: { ...original.extensions, serviceName: service },
  };
  const definition = errorCodeDef(original);
  if (!definition && original.extensions?.["code"]) return new GraphQLError(message, options);
  return (definition ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options);
}
