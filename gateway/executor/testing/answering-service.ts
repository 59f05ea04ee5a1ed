import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import type { AnswerObject } from "../answer-tree.js";
import type { ServiceAnswer } from "../plan-run.js";
import { idOf, readAsked } from "./asked-text.js";
import type { Illness } from "./illness.js";
import { hashOf } from "./random.js";

export interface AskedService {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Types that are objects here and interfaces for clients. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** How long lists are at most, and how many entities of a type there are; few, so that they come again. */
  readonly most?: { readonly items: (field: string) => number; readonly entities: number };
}

const MOST = { items: () => 3, entities: 4 };

/** An object of an answer. */
interface Node {
  readonly type: GraphQLObjectType;
  /** `Product:2` of entities; of all else where it hangs on. */
  readonly id: string;
  /** What the gateway said of it; a field named `derived…` depends on that. */
  readonly representation: AnswerObject | null;
}

/**
 * Answers as a service might, well or badly: what a field is follows from its object, its name, its arguments and the
 * seed alone, so that whoever asks for the same things in other requests gets the same.
 */
export class AnsweringService {
  readonly #service: AskedService;
  readonly #seed: string;
  readonly #illness: Illness;
  #fragments = new Map<string, FragmentDefinitionNode>();
  #variables: Readonly<Record<string, unknown>> = {};
  #errors: { message: string; path: (string | number)[]; extensions?: Record<string, unknown> }[] = [];

  constructor(service: AskedService, seed: string, illness: Illness) {
    this.#service = service;
    this.#seed = seed;
    this.#illness = illness;
  }

  answer(text: string, variables: Readonly<Record<string, unknown>>): ServiceAnswer {
    const { operation, fragments } = readAsked(text);
    const { schema, name } = this.#service;
    if (this.#happens(this.#illness.failures, name, "away")) {
      return { data: null, errors: [{ message: "away", extensions: { code: "SERVICE_UNAVAILABLE" } }] };
    }
    this.#fragments = fragments;
    this.#variables = variables;
    this.#errors = [];
    const root = schema.getRootType(operation.operation);
    if (!root) throw new Error(`${name} has no ${operation.operation}`);
    const node: Node = { type: root, id: operation.operation, representation: null };
    const failed: (string | number)[][] = [];
    const data = this.#object(node, [operation.selectionSet], [], failed);
    if (failed.length > 0) {
      const errors = failed.map((path) => ({
        message: "no entities",
        path,
        extensions: { code: "BAD_ENTITIES" },
      }));
      return { data: null, errors };
    }
    return { data, ...(this.#errors.length > 0 ? { errors: this.#errors } : {}) };
  }

  #chanceOf(...of: string[]): number {
    return hashOf(`${this.#seed}|${of.join("|")}`) / 4_294_967_296;
  }

  #happens(probability: number, ...of: string[]): boolean {
    return probability > 0 && this.#chanceOf(...of) < probability;
  }

  #object(
    node: Node,
    sets: readonly SelectionSetNode[],
    path: (string | number)[],
    failed: (string | number)[][],
  ) {
    const object: AnswerObject = {};
    for (const [key, nodes] of this.#fieldsOf(node.type, sets)) {
      const [field] = nodes;
      if (!field) continue;
      const at = [...path, key];
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (field.name.value === "_entities") {
        object[key] = this.#entities(field, inner, at, failed);
      } else {
        object[key] =
          field.name.value === "__typename" ? this.#typeName(node) : this.#field(node, field, inner, at);
      }
      if (object[key] === undefined) delete object[key];
    }
    return object;
  }

  #entities(
    field: FieldNode,
    sets: readonly SelectionSetNode[],
    path: (string | number)[],
    failed: (string | number)[][],
  ) {
    const representations = this.#argumentsOf(field)["representations"] as AnswerObject[];
    const first = JSON.stringify(representations[0]);
    // Plans ask for objects of types that the service does not know, and a service then answers nothing of it.
    const isUnknown = representations.some(
      (each) => !this.#service.schema.getType(String(each["__typename"])),
    );
    if (isUnknown || this.#happens(this.#illness.failures, first, "entities")) {
      failed.push(path);
      return null;
    }
    const items = representations.map((representation, index) => {
      const text = JSON.stringify(representation);
      const at = [...path, index];
      if (this.#happens(this.#illness.nulls, text, "gone")) return null;
      if (this.#happens(this.#illness.errors, text, "broken")) return this.#fail(at, text);
      const declared = this.#service.schema.getType(String(representation["__typename"]));
      const id = idOf(representation);
      const type = this.#concrete(declared as GraphQLObjectType, `${declared?.name}:${id}`);
      return this.#object({ type, id: `${type.name}:${id}`, representation }, sets, at, failed);
    });
    return this.#happens(this.#illness.failures, first, "short") ? items.slice(1) : items;
  }

  #typeName({ type, id, representation }: Node): unknown {
    // With Apollo's executor it would depend on which service answers last whether the name of the interface stays.
    if (representation && this.#service.interfaceObjects.has(type.name)) return undefined;
    if (!this.#happens(this.#illness.faults, id, "__typename")) return type.name;
    return [undefined, "Unknown", "", 3, null, "String"][Math.floor(this.#chanceOf(id, "which") * 6)];
  }

  #field(
    node: Node,
    field: FieldNode,
    sets: readonly SelectionSetNode[],
    path: (string | number)[],
  ): unknown {
    const name = field.name.value;
    const definition = node.type.getFields()[name];
    if (!definition) throw new Error(`${this.#service.name} has no ${node.type.name}.${name}`);
    const derived = name.startsWith("derived") ? JSON.stringify(node.representation) : "";
    const of = `${node.id}.${name}(${JSON.stringify(this.#argumentsOf(field))})${derived}`;
    return this.#value(definition.type, of, { node, sets, name }, path);
  }

  #value(
    type: GraphQLOutputType,
    of: string,
    at: { readonly node: Node; readonly sets: readonly SelectionSetNode[]; readonly name: string },
    path: (string | number)[],
  ): unknown {
    if (isNonNullType(type)) {
      // As a service that has an error there, and breaks its own schema by not passing the null on.
      if (this.#happens(this.#illness.faults, of, "hole"))
        return this.#happens(0.5, of, "told") ? this.#fail(path, of) : null;
      return this.#value(type.ofType, `${of}!`, at, path);
    }
    const isFirm = of.endsWith("!");
    if (!isFirm && this.#happens(this.#illness.errors, of, "error")) return this.#fail(path, of);
    if (!isFirm && this.#happens(this.#illness.nulls, of, "null")) return null;
    if (this.#happens(this.#illness.faults / 2, of, "fault")) return this.#wrong(type, of);
    if (isListType(type)) {
      const items = (this.#service.most ?? MOST).items(at.name);
      // All of them where it is about size.
      const length = this.#service.most ? items : Math.floor(this.#chanceOf(of, "length") * (items + 1));
      return Array.from({ length }, (_none, index) =>
        this.#value(type.ofType, `${of}[${index}]`, at, [...path, index]),
      );
    }
    if (isLeafType(type)) return this.#leaf(type, of, at);
    const concrete = this.#concrete(type as never, of);
    const isEntity = "id" in concrete.getFields() && at.name !== "key";
    const id = isEntity
      ? `${concrete.name}:${Math.floor(this.#chanceOf(of, "id") * (this.#service.most ?? MOST).entities)}`
      : of;
    return this.#object({ type: concrete, id, representation: null }, at.sets, path, []);
  }

  #leaf(
    type: GraphQLOutputType,
    of: string,
    { node, name }: { readonly node: Node; readonly name: string },
  ): unknown {
    const ownId = /:(\d+)/.exec(node.id)?.[1];
    if (name === "id" && ownId) return ownId;
    if (name === "code" && ownId) return `c${ownId}`;
    const chance = this.#chanceOf(of, "leaf");
    if (isEnumType(type)) return type.getValues()[Math.floor(chance * type.getValues().length)]?.name;
    switch (getNamedType(type).name) {
      case "Int":
        return Math.floor(chance * 100);
      case "Float":
        return chance;
      case "Boolean":
        return chance < 0.5;
      case "Any":
        return [{ some: ["thing"] }, 3, "text", [1, [2]], true][Math.floor(chance * 5)];
      default:
        return ["plain", 'a "quote"', "line\nbreak", "ümläut \u{1f600}", "\ud800 half", "x".repeat(80)][
          Math.floor(chance * 6)
        ];
    }
  }

  #wrong(type: GraphQLOutputType, of: string): unknown {
    const wrong = [1.5, "BLUE", true, { id: "9" }, ["text"], 7, "", [], {}];
    const value = wrong[Math.floor(this.#chanceOf(of, "wrong") * wrong.length)];
    // What walks into a list or an object that is none fails as a whole: that is tried, but not in every answer.
    return isLeafType(type) || this.#happens(0.2, of, "wholly") ? value : null;
  }

  #fail(path: (string | number)[], of: string): null {
    const kinds = [{ code: "FORBIDDEN" }, { code: "INVALID_GRAPHQL" }, undefined, { reason: "none" }];
    const extensions = kinds[Math.floor(this.#chanceOf(of, "code") * kinds.length)];
    this.#errors.push({ message: "refused", path, ...(extensions ? { extensions } : {}) });
    return null;
  }

  #concrete(type: GraphQLObjectType, of: string): GraphQLObjectType {
    if (!isAbstractType(type)) return type;
    const possible = this.#service.schema.getPossibleTypes(type);
    const chosen = possible[Math.floor(this.#chanceOf(of, "type") * possible.length)];
    if (!chosen) throw new Error("no possible type");
    return chosen;
  }

  #fieldsOf(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>();
    const visit = (set: SelectionSetNode) => {
      for (const node of set.selections) {
        if (this.#isLeftOut(node)) continue;
        if (node.kind === Kind.FIELD) {
          const key = node.alias?.value ?? node.name.value;
          found.set(key, [...(found.get(key) ?? []), node]);
          continue;
        }
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
        if (fragment && this.#applies(fragment.typeCondition?.name.value, type)) visit(fragment.selectionSet);
      }
    };
    for (const set of sets) visit(set);
    return found;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.#service.schema.getType(condition);
    return isAbstractType(wanted) && isObjectType(type) && this.#service.schema.isSubType(wanted, type);
  }

  #isLeftOut({ directives = [] }: Pick<FieldNode, "directives">): boolean {
    return directives.some(({ name, arguments: given }) => {
      if (name.value !== "skip" && name.value !== "include") return false;
      const value = given?.[0]?.value;
      return value !== undefined && (this.#read(value) === true) === (name.value === "skip");
    });
  }

  #argumentsOf({ arguments: given = [] }: FieldNode): Record<string, unknown> {
    return Object.fromEntries(given.map(({ name, value }) => [name.value, this.#read(value)]));
  }

  #read(node: ValueNode): unknown {
    switch (node.kind) {
      case Kind.VARIABLE:
        return this.#variables[node.name.value];
      case Kind.LIST:
        return node.values.map((value) => this.#read(value));
      case Kind.OBJECT:
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, this.#read(value)]));
      case Kind.NULL:
        return null;
      default:
        return node.value;
    }
  }
}
