import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { type ErrorCode, PlayheadError } from "../lib/errors.js";
import { type AllowedPart, allowedPart } from "./allowed-part.js";
import type { Caller } from "./caller.js";
import { deniedCoordinates, deniedFields, needsNoAccessToken, type Policy, policyRefusal } from "./policy.js";

/** What a client sends. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** An operation that may run: valid, its variables coerced, and at least a part of it allowed to whoever asks. */
export interface CheckedOperation {
  readonly request: OperationRequest;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What is to run in its place where some of it is not allowed; subscriptions are allowed whole or not at all. */
  readonly part?: AllowedPart;
}

export interface OperationRules {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly introspection: boolean;
  /** Lexical tokens of one document. */
  readonly mostTokens: number;
}

/** Gives the operation, or every reason why it may not run; errors carry their codes. */
export type OperationChecker = (
  request: OperationRequest,
  caller: Pick<Caller, "viewer" | "refusal">,
) => CheckedOperation | readonly GraphQLError[];

/** Valid documents kept: parsing and validating costs milliseconds, and apps send the same few texts. */
const MOST_DOCUMENTS = 1_000;

export function createOperationChecker(rules: OperationRules): OperationChecker {
  const documents = new Map<string, DocumentNode>();
  const validationRules = [
    ...specifiedRules,
    ...(rules.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];

  const readDocument = (text: string): DocumentNode | readonly GraphQLError[] => {
    const known = documents.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: rules.mostTokens });
    } catch (error) {
      return [withCode(error as GraphQLError, "GRAPHQL_PARSE_FAILED")];
    }
    const errors = validate(rules.schema, document, validationRules);
    if (errors.length > 0) return errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
    const oldest = documents.size >= MOST_DOCUMENTS ? documents.keys().next().value : undefined;
    if (oldest !== undefined) documents.delete(oldest);
    documents.set(text, document);
    return document;
  };

  return (request, caller) => {
    const document = readDocument(request.query);
    if (!("definitions" in document)) return document;
    const operation = getOperationAST(document, request.operationName);
    if (!operation) return [operationNotFound(request.operationName)];
    return checkOperation(rules, { request, document, operation }, caller);
  };
}

/** The checks that depend on variables and on who asks. */
export function checkOperation(
  { schema, policy }: Pick<OperationRules, "schema" | "policy">,
  { request, document, operation }: Pick<CheckedOperation, "request" | "document" | "operation">,
  { viewer, refusal: tokenRefusal }: Pick<Caller, "viewer" | "refusal">,
): CheckedOperation | readonly GraphQLError[] {
  if (tokenRefusal && !needsNoAccessToken(policy, schema, { operation })) return [tokenRefusal];
  const { errors, coerced } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    request.variables ?? {},
  );
  if (errors) return errors.map((error) => withCode(error, "BAD_USER_INPUT"));
  const fragments = fragmentsOf(document);
  const checked = { request, document, operation, fragments, variables: coerced };
  const denied = deniedFields(policy, schema, checked, viewer);
  const refusal = policyRefusal(deniedCoordinates(denied), viewer);
  if (!refusal) return checked;
  const part = operation.operation === "subscription" ? null : allowedPart(schema, checked, denied, viewer);
  return part ? { ...checked, part } : [refusal];
}

/** No operation of that name in the document, or several and no name. */
export function operationNotFound(name: string | null | undefined): PlayheadError {
  return new PlayheadError(
    "OPERATION_RESOLUTION_FAILURE",
    name
      ? `the document has no operation named "${name}"`
      : "the document has to have one operation, or `operationName` has to say which",
  );
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
    originalError: error,
    extensions: { code },
  });
}
