import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { type ErrorCode, PlayheadError } from "../lib/errors.js";
import { KeptDocuments } from "../lib/kept-documents.js";
import { goesByLateToken } from "../lib/late-tokens.js";
import { holdsScopes, type Viewer } from "../lib/viewer.js";
import { type AllowedPart, allowedPart } from "./allowed-part.js";
import type { CachePolicies } from "./cache-policy.js";
import type { Caller } from "./caller.js";
import { pairsRefusal } from "./field-pairs.js";
import type { FieldWeights } from "./field-weights.js";
import type { OperationFacts } from "./operation-facts.js";
import {
  measureOperation,
  type OperationLimits,
  type OperationSize,
  sizeRefusal,
} from "./operation-limits.js";
import { type PartnerContract, SCHEMA_SCOPE } from "./partner-contract.js";
import { deniedCoordinates, deniedFields, needsNoAccessToken, type Policy, policyRefusal } from "./policy.js";
import type { Safelist } from "./safelist.js";
import { tokensRefusal } from "./tokens-refusal.js";

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
  readonly size: OperationSize;
  /** What is to run in its place where some of it is not allowed; subscriptions are allowed whole or not at all. */
  readonly part?: AllowedPart;
}

export interface OperationRules {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  /** Whether everybody may read all of the schema, as in development. */
  readonly introspection: boolean;
  readonly contract: PartnerContract;
  readonly limits: OperationLimits;
  readonly weights: FieldWeights;
  /** What is known of operations that were checked before. */
  readonly facts: OperationFacts;
  readonly cachePolicies: CachePolicies;
  /** What our own apps send; null: there is no such list. */
  readonly safelist: Safelist | null;
  /** Lexical tokens of one document. */
  readonly mostTokens: number;
}

/** Gives the operation, or every reason why it may not run; errors carry their codes. */
export interface OperationChecker {
  (
    request: OperationRequest,
    caller: Pick<Caller, "viewer" | "refusal" | "late">,
  ): CheckedOperation | readonly GraphQLError[];
  /** Whether a text was read before: then it is not read again. */
  knows(text: string): boolean;
}

export function createOperationChecker(rules: OperationRules): OperationChecker {
  // Valid ones: parsing and validating costs milliseconds, and apps send the same few texts.
  const documents = new KeptDocuments<DocumentNode>();
  const readDocument = (text: string, viewer: Viewer | null): DocumentNode | readonly GraphQLError[] => {
    const known = documents.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: rules.mostTokens });
    } catch (error) {
      const failure = error as GraphQLError;
      return [tokensRefusal(failure, rules.mostTokens) ?? withCode(failure, "GRAPHQL_PARSE_FAILED")];
    }
    const alike = pairsRefusal(document);
    if (alike) return [alike];
    const errors = validate(rules.schema, document);
    if (errors.length > 0) {
      const told = rules.introspection ? errors : errors.map(withoutSuggestion);
      return contractErrors(rules, document, viewer) ?? told.map(asInvalid);
    }
    documents.set(text, document, document);
    return document;
  };

  const check = (...[request, caller]: Parameters<OperationChecker>) => {
    const document = readDocument(request.query, caller.viewer);
    if (!("definitions" in document)) return document;
    const operation = getOperationAST(document, request.operationName);
    if (!operation) return [operationNotFound(request.operationName)];
    const unlisted = rules.safelist?.refuse(request.query, caller.viewer);
    if (unlisted) return [unlisted];
    return checkOperation(rules, { request, document, operation }, caller);
  };
  return Object.assign(check, { knows: (text: string) => documents.has(text) });
}

/** The checks that depend on variables and on who asks. */
export function checkOperation(
  rules: Omit<OperationRules, "mostTokens">,
  { request, document, operation }: Pick<CheckedOperation, "request" | "document" | "operation">,
  caller: Pick<Caller, "viewer" | "refusal" | "late">,
): CheckedOperation | readonly GraphQLError[] {
  const { schema, policy, contract } = rules;
  const late = goesByLateToken(operation) ? caller.late : undefined;
  const { viewer } = late ?? caller;
  const isRefused = caller.refusal && !late && !needsNoAccessToken(policy, schema, { operation });
  if (caller.refusal && isRefused) return [caller.refusal];
  const isShown = seesAll(rules, viewer);
  const unseen = isShown ? [] : contract.validate(document);
  if (unseen.length > 0) return unseen.map(withoutSuggestion).map(asInvalid);
  const { errors, coerced } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    request.variables ?? {},
  );
  if (errors) return errors.map((error) => withCode(error, "BAD_USER_INPUT"));
  const fragments = fragmentsOf(document);
  const variables = Object.keys(coerced).length > 0 ? coerced : NO_VARIABLES;
  const subject = { operation, fragments, variables };
  const { facts, weights } = rules;
  let size: OperationSize;
  try {
    size = facts.bySizes(subject, "size", () => measureOperation(schema, subject, weights));
  } catch (error) {
    // A variable with a default may be null all the same, and then be no answer to @include.
    if (error instanceof GraphQLError) return [withCode(error, "BAD_USER_INPUT")];
    throw error;
  }
  const checked = { request, document, operation, fragments, variables, size };
  const tooLarge = sizeRefusal(size, rules.limits);
  if (tooLarge) return [tooLarge];
  const readsSchema = contract.readsSchema(document);
  const mayRead = rules.introspection || (viewer !== null && holdsScopes(viewer, SCHEMA_RULE.scopes));
  const unread = readsSchema && !mayRead ? policyRefusal(new Map([["__schema", SCHEMA_RULE]]), viewer) : null;
  if (unread) return [unread];
  const denied = facts.byConditions(subject, rightsOf(viewer), () =>
    deniedFields(policy, schema, subject, viewer),
  );
  const refusal = policyRefusal(deniedCoordinates(denied), viewer);
  const needsShape = refusal !== null || (readsSchema && !isShown);
  if (!needsShape) return checked;
  const seen = isShown ? schema : contract.schema;
  const part = operation.operation === "subscription" ? null : allowedPart(seen, checked, denied, viewer);
  if (part) return { ...checked, part };
  return refusal ? [refusal] : checked;
}

/** Whether nothing of the schema is hidden from a viewer. */
function seesAll(
  { introspection, contract }: Pick<OperationRules, "introspection" | "contract">,
  viewer: Viewer | null,
): boolean {
  return introspection || contract.isForOurselves(viewer);
}

/**
 * What is told of a document that is not valid to those who know the partner contract alone: what all of the schema has
 * against it would name what is internal, and say how to ask for it. Null for those from whom nothing is hidden.
 */
export function contractErrors(
  rules: Pick<OperationRules, "introspection" | "contract">,
  document: DocumentNode,
  viewer: Viewer | null,
): readonly GraphQLError[] | null {
  if (seesAll(rules, viewer)) return null;
  const errors = rules.contract.validate(document).map(withoutSuggestion);
  // What lacks only something internal lacks nothing by the contract.
  const told = errors.length > 0 ? errors : [new GraphQLError("the operation is not valid")];
  return told.map(asInvalid);
}

/** All that the policy looks at in a viewer. */
function rightsOf(viewer: Viewer | null): string {
  return viewer ? `viewer ${viewer.scopes.join(" ")}` : "nobody";
}

/** What reading the schema asks for in production. */
const SCHEMA_RULE = { scopes: [[SCHEMA_SCOPE]] };

/** No operation of that name in the document, or several and no name. */
export function operationNotFound(name: string | null | undefined): PlayheadError {
  return new PlayheadError(
    "OPERATION_RESOLUTION_FAILURE",
    name
      ? `the document has no operation named "${name}"`
      : "the document has to have one operation, or `operationName` has to say which",
  );
}

/** What most operations have: kept for each subscription, those of its own would take room. */
const NO_FRAGMENTS: ReadonlyMap<string, FragmentDefinitionNode> = new Map();
const NO_VARIABLES: CheckedOperation["variables"] = Object.freeze({});

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  if (fragments.length === 0) return NO_FRAGMENTS;
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

function asInvalid(error: GraphQLError): GraphQLError {
  return withCode(error, "GRAPHQL_VALIDATION_FAILED");
}

/** "Did you mean …?" names what its reader may not know of. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ ?Did you mean .+?\?$/, "");
  return new GraphQLError(message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
  });
}
