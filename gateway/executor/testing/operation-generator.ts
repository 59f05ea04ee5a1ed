import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { Random } from "./random.js";

/** An operation that may be valid, and variables that fit it. */
export interface GeneratedOperation {
  readonly text: string;
  /** Gives other values each time. */
  readonly variables: (random: Random) => Record<string, unknown>;
}

const MOST_DEPTH = 4;
const MOST_FIELDS = 4;
/** Selections in one operation; then only leaves are added. */
const MOST_SELECTIONS = 16;

/** The same operation for the same seed. */
export function generateOperation(schema: GraphQLSchema, seed: string): GeneratedOperation {
  return new Generator(schema, new Random(seed)).operation();
}

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #variables = new Map<string, GraphQLInputType | "condition">();
  readonly #fragments: string[] = [];
  #selections = 0;
  #names = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  operation(): GeneratedOperation {
    const random = this.#random;
    const mutation = this.#schema.getMutationType();
    const isMutation = mutation && random.chance(0.08);
    const root = isMutation ? mutation : this.#schema.getQueryType();
    if (!root) throw new Error("the schema has no queries");
    const body = this.#set(root, 0);
    const variables = [...this.#variables];
    const definitions = variables.map(([name, type]) => {
      if (type !== "condition") return `$${name}: ${type}`;
      return random.chance(0.3) ? `$${name}: Boolean = ${random.chance(0.5)}` : `$${name}: Boolean!`;
    });
    const heading = `${isMutation ? "mutation" : "query"} Generated${definitions.length ? `(${definitions.join(" ")})` : ""}`;
    const hasDefault = new Set(
      definitions.filter((text) => text.includes(" = ")).map((text) => text.slice(1, text.indexOf(":"))),
    );
    return {
      text: [`${heading} ${body}`, ...this.#fragments].join("\n"),
      variables: (values) =>
        Object.fromEntries(
          variables.flatMap(([name, type]) => {
            if (type !== "condition") return [[name, inputValue(type, values)]];
            // Left out, its default counts; null in its place is refused by both in their own ways.
            return hasDefault.has(name) && values.chance(0.5) ? [] : [[name, values.chance(0.5)]];
          }),
        ),
    };
  }

  #set(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const parts: string[] = [];
    const count = 1 + random.below(MOST_FIELDS);
    for (let index = 0; index < count; index += 1) {
      const kind = random.next();
      if (kind < 0.12) parts.push(`${random.chance(0.3) ? "kind: " : ""}__typename${this.#condition(0.1)}`);
      else if (
        kind < (isAbstractType(type) ? 0.5 : 0.22) &&
        depth < MOST_DEPTH &&
        this.#selections <= MOST_SELECTIONS
      )
        parts.push(this.#fragment(type, depth));
      else parts.push(this.#field(type, depth));
    }
    return `{ ${parts.join(" ")} }`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const interfaces = isObjectType(type) ? type.getInterfaces() : [];
    const condition: GraphQLCompositeType = random.of([...possible, ...possible, ...interfaces, type]);
    const body = this.#set(condition, depth + 1);
    if (random.chance(0.3)) {
      this.#names += 1;
      const name = `Fragment${this.#names}`;
      this.#fragments.push(`fragment ${name} on ${condition.name} ${body}`);
      return `...${name}${this.#condition(0.2)}`;
    }
    const on = condition === type && random.chance(0.3) ? "" : ` on ${condition.name}`;
    return `...${on}${this.#condition(0.2)} ${body}`;
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    const isDeep = depth >= MOST_DEPTH || this.#selections > MOST_SELECTIONS;
    const usable = isDeep ? fields.filter((field) => !isCompositeType(getNamedType(field.type))) : fields;
    if (usable.length === 0) return "__typename";
    const field = random.of(usable);
    this.#selections += 1;
    const inner: GraphQLNamedType = getNamedType(field.type);
    const given = this.#arguments(field);
    this.#names += 1;
    // Fields with arguments, and some others, have a name of their own, so that they can always be put together.
    const alias =
      given || random.chance(0.2) ? `${random.chance(0.02) ? "__proto__" : "a"}${this.#names}: ` : "";
    const body = isCompositeType(inner) ? ` ${this.#set(inner, depth + 1)}` : "";
    return `${alias}${field.name}${given}${this.#condition(0.08)}${body}`;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const chosen = field.args.filter((arg) => isNonNullType(arg.type) || this.#random.chance(0.3));
    const texts = chosen.map((arg) => {
      this.#names += 1;
      const name = `v${this.#names}`;
      this.#variables.set(name, arg.type);
      return `${arg.name}: $${name}`;
    });
    return texts.length > 0 ? `(${texts.join(", ")})` : "";
  }

  #condition(probability: number): string {
    const random = this.#random;
    if (!random.chance(probability)) return "";
    const directive = random.of(["skip", "include"]);
    if (random.chance(0.15)) return ` @${directive}(if: ${random.chance(0.5)})`;
    const name = `c${random.below(3)}`;
    this.#variables.set(name, "condition");
    return ` @${directive}(if: $${name})`;
  }
}

function inputValue(type: GraphQLInputType, random: Random): unknown {
  if (isNonNullType(type)) return inputValue(type.ofType, random);
  const inner = getNullableType(type);
  if (isListType(inner))
    return Array.from({ length: random.below(3) }, () => inputValue(inner.ofType, random));
  if (isEnumType(inner)) return random.of(inner.getValues()).name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields()).filter(
      (field) => isNonNullType(field.type) || random.chance(0.3),
    );
    return Object.fromEntries(fields.map((field) => [field.name, inputValue(field.type, random)]));
  }
  if (inner.name === "Int" || inner.name === "Float") return random.below(5);
  if (inner.name === "Boolean") return random.chance(0.5);
  return `x${random.below(5)}`;
}
