import {
  type ConstDirectiveNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from "graphql";

type Field = GraphQLField<unknown, unknown>;

/** Items of the lists directly below a field, by name; null: every list below has this many. */
export interface ListSizes {
  readonly items: number;
  readonly fields: readonly string[] | null;
}

/** What a schema's `@cost` and `@listSize` say. */
export interface FieldWeights {
  /** The names of all arguments that the size of a list can depend on. */
  readonly sizingArguments: ReadonlySet<string>;
  /** What each time costs that the field is resolved. */
  weightOf(type: GraphQLCompositeType, field: Field): number;
  /** What is known of the list that the field is, or of those just below it. */
  listSizesBelow(
    type: GraphQLCompositeType,
    field: Field,
    node: FieldNode,
    variables: Readonly<Record<string, unknown>>,
  ): ListSizes | null;
}

/** What each object costs; scalars come with it. A mutation writes, which costs what some ten reads do. */
const OBJECT_WEIGHT = 1;
const MUTATION_WEIGHT = 10;
/** Items of a list of which nothing says how many it has: most have a handful. */
const ASSUMED_ITEMS = 10;
const SLICING_ARGUMENTS = ["first", "last"];
/** A list with these arguments is a window of time, and its assumed size is that of a day. */
const WINDOW_ARGUMENTS = ["from", "to"] as const;
const DAY_MS = 24 * 60 * 60_000;

/** Reads them from the schema with its directives; the one that clients see has lost them. */
export function readFieldWeights(schema: GraphQLSchema): FieldWeights {
  const told = new Map<string, readonly ConstDirectiveNode[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const own = costDirectives(field);
      const others = own.length > 0 || !isAbstractType(type) ? [] : schema.getPossibleTypes(type);
      // An interface whose fields say nothing of it costs what its dearest type does.
      const inherited = others.map((other) => costDirectives(other.getFields()[field.name]));
      const directives = [own, ...inherited].find((each) => each.length > 0);
      if (directives) told.set(`${type.name}.${field.name}`, directives);
    }
  }
  const toldOf = (type: GraphQLCompositeType, field: Field, name: string) =>
    argumentsOf(told.get(`${type.name}.${field.name}`), name);
  const mutation = schema.getMutationType()?.name;
  const slicing = [...told.values()].flatMap((directives) => slicingOf(argumentsOf(directives, "listSize")));
  return {
    sizingArguments: new Set([...slicing, ...SLICING_ARGUMENTS, ...WINDOW_ARGUMENTS]),
    weightOf(type, field) {
      const weight = Number(toldOf(type, field, "cost")?.["weight"]);
      if (Number.isFinite(weight)) return Math.max(0, weight);
      if (type.name === mutation) return MUTATION_WEIGHT;
      return isCompositeType(getNamedType(field.type)) ? OBJECT_WEIGHT : 0;
    },
    listSizesBelow: (type, field, node, variables) =>
      sizesOf(toldOf(type, field, "listSize"), field, node, variables),
  };
}

/** How many items a list has. `own`: what its field says; `below`: what the field around it said. */
export function itemsOf(field: Field, own: ListSizes | null, below: ListSizes | null): number {
  if (own && own.fields === null) return own.items;
  if (below && (below.fields === null || below.fields.includes(field.name))) return below.items;
  return ASSUMED_ITEMS;
}

function sizesOf(
  told: Record<string, unknown> | null,
  field: Field,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): ListSizes | null {
  const slicing = slicingOf(told);
  const fields = (told?.["sizedFields"] as string[] | undefined) ?? null;
  const args = field.args.length > 0 ? getArgumentValues(field, node, variables) : {};
  const asked = slicing.map((name) => args[name]).filter((value) => typeof value === "number");
  const assumed = told?.["assumedSize"];
  // A negative size is for the service to refuse; it must not make the rest cheaper.
  if (asked.length > 0) return { items: Math.max(0, ...asked), fields };
  return typeof assumed === "number" ? { items: assumed * daysOf(args), fields } : null;
}

function slicingOf(told: Record<string, unknown> | null): readonly string[] {
  return (told?.["slicingArguments"] as string[] | undefined) ?? SLICING_ARGUMENTS;
}

/** Days that the window of a list begins; 1 where it has none. */
function daysOf(args: Readonly<Record<string, unknown>>): number {
  const [from, to] = WINDOW_ARGUMENTS.map((name) => Date.parse(String(args[name])));
  const days = Math.ceil(((to ?? Number.NaN) - (from ?? Number.NaN)) / DAY_MS);
  return Number.isFinite(days) ? Math.max(1, days) : 1;
}

function costDirectives(field: Field | undefined): readonly ConstDirectiveNode[] {
  const directives = field?.astNode?.directives ?? [];
  return directives.filter(({ name }) => name.value === "cost" || name.value === "listSize");
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): Record<string, unknown> | null {
  const found = directives?.find((directive) => directive.name.value === name);
  if (!found) return null;
  return Object.fromEntries(
    (found.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}
