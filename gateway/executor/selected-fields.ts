import {
  type CompositeType,
  type Field,
  type FragmentElement,
  isSubtype,
  type OutputType,
  type SelectionSet,
} from "@apollo/federation-internals";

/** What an operation selects of an object, and as what: in a fragment without a condition its type is the parent's. */
export interface Selected {
  readonly set: SelectionSet;
  readonly type: CompositeType;
}

/** A key of an answer's object: the field first selected under it, and what all of them select within it. */
export interface SelectedField {
  readonly key: string;
  readonly name: string;
  readonly type: OutputType;
  /** The type that it was selected on. */
  readonly parent: CompositeType;
  readonly within: Selected[];
}

/** The values of the variables of @skip and @include. */
export type Conditions = ReadonlyMap<string, boolean>;

/**
 * What is selected of an object of one concrete type, in the order of the answer: fragments that apply opened, conditions
 * decided, fields that are written several times put together. `concrete` null: the object doesn't say its type, and
 * fragments are compared with the type that it was selected on.
 */
export function selectedFields(
  selected: readonly Selected[],
  concrete: CompositeType | null,
  { conditions }: { readonly conditions: Conditions },
): SelectedField[] {
  const found = new Map<string, SelectedField>();
  const visit = ({ set, type }: Selected) => {
    for (const selection of set.selections()) {
      if (isLeftOut(selection.element, conditions)) continue;
      if (selection.kind === "FieldSelection") {
        addField(found, selection.element, { parent: type, set: selection.selectionSet });
        continue;
      }
      const { typeCondition } = selection.element;
      if (!typeCondition || isSubtype(typeCondition, concrete ?? type)) {
        visit({ set: selection.selectionSet, type: typeCondition ?? type });
      }
    }
  };
  for (const each of selected) visit(each);
  return [...found.values()];
}

function addField(
  found: Map<string, SelectedField>,
  element: Field,
  { parent, set }: { readonly parent: CompositeType; readonly set: SelectionSet | undefined },
): void {
  const key = element.responseName();
  const type = element.definition.type as OutputType;
  const before = found.get(key);
  const within = set ? [{ set, type: compositeOf(type) }] : [];
  if (!before) {
    found.set(key, { key, name: element.name, type, parent, within });
    return;
  }
  // Valid operations put together only what is equally nullable, so that the first may speak for all.
  before.within.push(...within);
}

function isLeftOut(element: Field | FragmentElement, conditions: Conditions): boolean {
  return element.appliedDirectives.some((directive) => {
    if (directive.name !== "skip" && directive.name !== "include") return false;
    const value: unknown = directive.arguments()["if"];
    const holds = typeof value === "boolean" ? value : conditions.get((value as { name: string }).name);
    return holds === (directive.name === "skip");
  });
}

function compositeOf(type: OutputType): CompositeType {
  return (
    type.kind === "ListType" || type.kind === "NonNullType" ? compositeOf(type.ofType) : type
  ) as CompositeType;
}
