import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  isNonNullType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { type Completer, completerOf, infoOf, isPromise, needsPlace } from "./completers.js";
import { BROKEN, type ExecutionRun } from "./execution-run.js";
import { Place } from "./places.js";
import { type SelectionRules, selectedFields } from "./selections.js";

const NO_ARGUMENTS = Object.freeze({});

/** A selection, compiled for each type of objects when the first of them comes. */
export class CompiledSelection {
  readonly #sets: readonly SelectionSetNode[];
  readonly #rules: SelectionRules;
  readonly #byType = new Map<GraphQLObjectType, CompiledFields>();

  constructor(sets: readonly SelectionSetNode[], rules: SelectionRules) {
    this.#sets = sets;
    this.#rules = rules;
  }

  /** The same object each time: a type that is within itself refers to what is about to be made. */
  of(type: GraphQLObjectType): CompiledFields {
    let fields = this.#byType.get(type);
    if (!fields) {
      fields = new CompiledFields(type, this.#sets, this.#rules);
      this.#byType.set(type, fields);
    }
    return fields;
  }
}

/** What objects of one type are asked for. */
export class CompiledFields {
  #fields: readonly CompiledField[] | undefined;
  readonly #make: () => readonly CompiledField[];

  constructor(type: GraphQLObjectType, sets: readonly SelectionSetNode[], rules: SelectionRules) {
    this.#make = () =>
      [...selectedFields(type, sets, rules)].flatMap(([key, nodes]) => {
        const definition = definitionOf(rules.schema, type, nodes[0]?.name.value ?? "");
        return definition ? new CompiledField(key, nodes, definition, type, rules) : [];
      });
  }

  get all(): readonly CompiledField[] {
    this.#fields ??= this.#make();
    return this.#fields;
  }

  /** The object, of which parts may be to come; or that it is BROKEN. */
  run(run: ExecutionRun, source: unknown, at: Place | undefined): object | typeof BROKEN {
    const object: Record<string, unknown> = {};
    for (const field of this.all) {
      const value = field.run(run, source, object, at);
      if (value === BROKEN) return BROKEN;
      object[field.key] = value;
    }
    return object;
  }
}

/** One field of objects of one type. */
export class CompiledField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parentType: GraphQLObjectType;
  readonly #isNullable: boolean;
  /** Whoever resolves, and whatever holds objects, has to be told where it is; of the rest only errors say it. */
  readonly #isPlaced: boolean;
  readonly #typeName: string | undefined;
  readonly #complete: Completer;
  readonly #readArguments: ((variables: Readonly<Record<string, unknown>>) => Record<string, unknown>) | null;

  constructor(
    key: string,
    nodes: readonly FieldNode[],
    definition: GraphQLField<unknown, unknown>,
    parentType: GraphQLObjectType,
    rules: SelectionRules,
  ) {
    this.key = key;
    this.name = definition.name;
    this.nodes = nodes;
    this.definition = definition;
    this.parentType = parentType;
    this.#isNullable = !isNonNullType(definition.type);
    this.#typeName = definition === TypeNameMetaFieldDef ? parentType.name : undefined;
    this.#isPlaced =
      needsPlace(definition.type) || (definition.resolve !== undefined && this.#typeName === undefined);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const selection = new CompiledSelection(sets, rules);
    this.#complete = completerOf(definition.type, { field: this, selection });
    const [node] = nodes;
    this.#readArguments =
      node && definition.args.length > 0
        ? (variables) => getArgumentValues(definition, node, variables)
        : null;
  }

  /** What is to be in `holder` for now; or that `holder` is BROKEN. */
  run(run: ExecutionRun, source: unknown, holder: object, at: Place | undefined): unknown {
    if (this.#typeName !== undefined) return this.#typeName;
    let place = this.#isPlaced ? this.#placeIn(holder, at) : null;
    try {
      const value = this.#resolve(run, source, place, holder, at);
      if (isPromise(value)) {
        place ??= this.#placeIn(holder, at);
        run.later(value, this.#complete, this.nodes, place);
        return null;
      }
      const completed = this.#complete(run, value, place);
      if (completed === BROKEN && !this.#isNullable) return BROKEN;
      return typeof completed === "symbol" ? null : completed;
    } catch (error) {
      run.fail(error, this.nodes, place ?? this.#placeIn(holder, at));
      return this.#isNullable ? null : BROKEN;
    }
  }

  #placeIn(holder: object, at: Place | undefined): Place {
    return new Place(at, this.key, this.parentType.name, holder, this.#isNullable);
  }

  #resolve(
    run: ExecutionRun,
    source: unknown,
    place: Place | null,
    holder: object,
    at: Place | undefined,
  ): unknown {
    const { resolve } = this.definition;
    if (resolve) return resolve(source, this.#argumentsIn(run), run.contextValue, infoOf(run, this, place));
    // Arguments that cannot be read are an error also where nobody reads them.
    if (this.#readArguments) this.#argumentsIn(run);
    if (source === null || (typeof source !== "object" && typeof source !== "function")) return undefined;
    const value = (source as Record<string, unknown>)[this.name];
    if (typeof value !== "function") return value;
    const info = infoOf(run, this, place ?? this.#placeIn(holder, at));
    return value.call(source, this.#argumentsIn(run), run.contextValue, info);
  }

  #argumentsIn(run: ExecutionRun): Readonly<Record<string, unknown>> {
    return this.#readArguments ? run.argumentsOf(this, this.#readArguments) : NO_ARGUMENTS;
  }
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
