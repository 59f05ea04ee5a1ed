import { createHash } from "node:crypto";
import { composeServices } from "@apollo/composition";
import { type ConstDirectiveNode, type DocumentNode, Kind, parse, print, visit } from "graphql";

/** A subgraph and the text of its schema. */
export interface SubgraphSource {
  readonly name: string;
  readonly schema: string;
}

/** What the gateway is started with, as its two files hold it. */
export interface GatewayFiles {
  /** The supergraph's SDL, without security directives. */
  readonly supergraph: string;
  /**
   * JSON: coordinate to `{"authenticated": true}`, `{"scopes": [["…"]]}` or `{"byArgument": true}`, by coordinate.
   */
  readonly policy: string;
}

type Rule = { authenticated: true } | { scopes: string[][] } | { byArgument: true };

const HEADING = "# Made from subgraphs/*/schema.graphql by `npm run supergraph`; not edited by hand.\n";
const SECURITY_DIRECTIVES = ["authenticated", "requiresScopes", "authorizedByArgument"];
const SCOPE_SCALAR = "requiresScopes__Scope";
const SECURITY_FEATURE =
  /^https:\/\/(specs\.apollo\.dev\/(authenticated|requiresScopes)|playhead\.example\/specs\/access)\//;
const UNSUPPORTED_FEATURE = /^https:\/\/specs\.apollo\.dev\/policy\//;

/**
 * Composes the subgraphs and takes their security directives out of the result: `@apollo/gateway` refuses a
 * supergraph that has them, so they travel beside it and the gateway enforces them itself. Throws an Error
 * that lists what does not compose.
 */
export function composeGatewayFiles(subgraphs: readonly SubgraphSource[]): GatewayFiles {
  const result = composeServices(
    // The address is never used, as services are reached by name, but a supergraph has to have one.
    subgraphs.map(({ name, schema }) => ({
      name,
      url: `service:${name}`,
      typeDefs: withFieldHints(parse(schema)),
    })),
  );
  if (result.errors) {
    const reasons = result.errors.map((error) => `  ${error.message.replaceAll("\n", "\n  ")}`);
    throw new Error(`the subgraphs do not compose:\n${reasons.join("\n")}`);
  }
  const { document, policy: rules } = separateSecurity(parse(result.supergraphSdl));
  const policy = `${JSON.stringify(rules, null, 2)}\n`;
  // A gateway that reloads takes no supergraph with the policy of another.
  const digest = createHash("sha256").update(policy).digest("hex");
  const heading = `${HEADING}# policy.json has the SHA-256 ${digest}\n\n`;
  return { supergraph: `${heading}${print(document)}\n`, policy };
}

const HINT = "cacheControl";

/**
 * Puts what `@cacheControl` says of a type on each of its fields that says nothing itself: composed, nobody would know any
 * more which of a type's fields are of the service that said it.
 */
function withFieldHints(subgraph: DocumentNode): DocumentNode {
  const isHint = (directive: ConstDirectiveNode) => directive.name.value === HINT;
  return visit(subgraph, {
    ObjectTypeDefinition(node) {
      const hint = node.directives?.find(isHint);
      if (!hint) return undefined;
      const fields = node.fields?.map((field) =>
        field.directives?.some(isHint)
          ? field
          : { ...field, directives: [...(field.directives ?? []), hint] },
      );
      const directives = node.directives?.filter((directive) => !isHint(directive));
      return { ...node, ...(directives && { directives }), ...(fields && { fields }) };
    },
  });
}

function separateSecurity(supergraph: DocumentNode): {
  document: DocumentNode;
  policy: Record<string, Rule>;
} {
  const rules = new Map<string, Rule>();
  const document = visit(supergraph, {
    enter(node) {
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
        for (const field of node.fields ?? []) {
          collect(rules, `${node.name.value}.${field.name.value}`, field.directives);
        }
      }
      if ("directives" in node && "name" in node && node.name && node.kind !== Kind.FIELD_DEFINITION) {
        collect(rules, node.name.value, node.directives as readonly ConstDirectiveNode[]);
      }
      return isSecurity(node) ? null : undefined;
    },
  });
  const sorted = [...rules].sort(([left], [right]) => (left < right ? -1 : 1));
  return { document, policy: Object.fromEntries(sorted) };
}

function isSecurity(node: { kind: string }): boolean {
  const { kind, name } = node as { kind: string; name?: { value: string } };
  if (kind === Kind.SCALAR_TYPE_DEFINITION) return name?.value === SCOPE_SCALAR;
  if (kind === Kind.DIRECTIVE_DEFINITION) return SECURITY_DIRECTIVES.includes(name?.value ?? "");
  if (kind !== Kind.DIRECTIVE) return false;
  if (name?.value === "link") return isSecurityLink(node as ConstDirectiveNode);
  return SECURITY_DIRECTIVES.includes(name?.value ?? "");
}

function isSecurityLink(link: ConstDirectiveNode): boolean {
  const url = link.arguments?.find((argument) => argument.name.value === "url")?.value;
  if (url?.kind !== Kind.STRING) return false;
  if (UNSUPPORTED_FEATURE.test(url.value)) {
    throw new Error("@policy is not enforced by this gateway: use @authenticated or @requiresScopes");
  }
  return SECURITY_FEATURE.test(url.value);
}

/** Scopes imply a signed-in viewer, so the stronger of the two rules stands for both. */
function collect(
  rules: Map<string, Rule>,
  coordinate: string,
  directives: readonly ConstDirectiveNode[] = [],
) {
  for (const directive of directives) {
    if (directive.name.value === "authenticated" && !rules.has(coordinate)) {
      rules.set(coordinate, { authenticated: true });
    }
    if (directive.name.value === "authorizedByArgument") rules.set(coordinate, { byArgument: true });
    if (directive.name.value === "requiresScopes") rules.set(coordinate, { scopes: scopesOf(directive) });
  }
}

function scopesOf(directive: ConstDirectiveNode): string[][] {
  const alternatives = directive.arguments?.find((argument) => argument.name.value === "scopes")?.value;
  if (alternatives?.kind !== Kind.LIST) throw new Error("@requiresScopes without a list of scopes");
  return alternatives.values.map((all) => {
    if (all.kind !== Kind.LIST) throw new Error("@requiresScopes takes a list of lists");
    return all.values.map((scope) => {
      if (scope.kind !== Kind.STRING) throw new Error("@requiresScopes takes texts");
      return scope.value;
    });
  });
}
