import {
  type FieldNode,
  type FormattedExecutionResult,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { CheckedOperation } from "../operations.js";

/** A query that reads the state a subscription is about, with the subscription's own selection set. */
export interface SnapshotQuery {
  readonly text: string;
  /** Variables that the query takes, of those that the subscription takes. */
  readonly variableNames: ReadonlySet<string>;
  /** Query fields, outermost first. */
  readonly path: readonly string[];
  /** What the subscription calls its field in a result. */
  readonly responseName: string;
}

/**
 * For `subscription ($a: ID!) { now: stateChanged(a: $a) { value } }` and the path `viewer.state`, the query
 * `{ viewer { state { value } } }`: only the fragments and variables that the selection itself uses come
 * along.
 */
export function buildSnapshotQuery(
  { operation, fragments }: Pick<CheckedOperation, "operation" | "fragments">,
  fieldNodes: readonly FieldNode[],
  path: readonly string[],
): SnapshotQuery {
  const [first] = fieldNodes;
  const selections = fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
  const selected: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const used = usedBy(selected, fragments);
  const selectionSet = path.reduceRight<SelectionSetNode>(
    (inner, name) => ({
      kind: Kind.SELECTION_SET,
      selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, selectionSet: inner }],
    }),
    selected,
  );
  const text = print({
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: (operation.variableDefinitions ?? []).filter((definition) =>
          used.variables.has(definition.variable.name.value),
        ),
        selectionSet,
      },
      ...used.fragments,
    ],
  });
  const responseName = first?.alias?.value ?? first?.name.value ?? "";
  return { text, variableNames: used.variables, path, responseName };
}

/** Names of the variables within what is selected of a field, its own arguments apart. */
export function variablesOf(
  fieldNodes: readonly FieldNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ReadonlySet<string> {
  const selections = fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return usedBy({ kind: Kind.SELECTION_SET, selections }, fragments).variables;
}

function usedBy(selected: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const used = { variables: new Set<string>(), fragments: new Set<FragmentDefinitionNode>() };
  const search = (node: SelectionSetNode | FragmentDefinitionNode) => {
    visit(node, {
      Variable: ({ name }) => {
        used.variables.add(name.value);
      },
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.fragments.has(fragment)) return;
        used.fragments.add(fragment);
        search(fragment);
      },
    });
  };
  search(selected);
  return used;
}

/**
 * The query's answer as the subscription would give it: `{ data: { now: … } }`, and errors with that path.
 */
export function asEventResult(
  { path, responseName }: SnapshotQuery,
  { data, errors }: FormattedExecutionResult,
): FormattedExecutionResult {
  const state = path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value ? (value as Record<string, unknown>)[name] : null),
    data,
  );
  const isInside = (place: readonly (string | number)[]) =>
    path.every((name, index) => place[index] === name);
  const moved = errors?.map(({ path: place, locations: _otherText, ...error }) =>
    place && isInside(place) ? { ...error, path: [responseName, ...place.slice(path.length)] } : error,
  );
  return { ...(moved ? { errors: moved } : {}), data: state == null ? null : { [responseName]: state } };
}
