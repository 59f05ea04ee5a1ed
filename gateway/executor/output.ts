import type { CompositeType, OutputType, Schema } from "@apollo/federation-internals";
import { type AnswerObject, ownValue } from "./answer-tree.js";
import { quote } from "./json-text.js";
import { compileLeaf, type LeafWriter } from "./leaf-writers.js";
import { type Conditions, type Selected, type SelectedField, selectedFields } from "./selected-fields.js";

/**
 * Writes what was asked, from what services answered, straight as JSON text. A writer is made for each selection and, as
 * objects of it turn up, for each concrete type: by then fragments and conditions are decided, and what is left is a list
 * of keys. Null where services answered against the schema (a null or a value where none of its kind may be): how far up
 * that null goes, and what is said of it, shaping.ts decides in Apollo's own way.
 */
export type OutputWriter = (root: AnswerObject) => string | null;

export interface OutputSchema {
  /** What clients see. */
  readonly schema: Schema;
  readonly conditions: Conditions;
}

/** `value` is never undefined. Throws IRREGULAR. */
type ValueWriter = (value: unknown) => string;

/** Thrown where services answered against the schema; made once, because a stack says nothing here. */
const IRREGULAR = new Error("a service answered against the schema");

export function compileOutput(selected: Selected, context: OutputSchema): OutputWriter {
  const write = compileObject(selected.type, [selected], context);
  return (root) => {
    try {
      return write(root);
    } catch (error) {
      if (error === IRREGULAR) return null;
      throw error;
    }
  };
}

function compileValue(type: OutputType, within: readonly Selected[], context: OutputSchema): ValueWriter {
  switch (type.kind) {
    case "NonNullType": {
      const write = compileValue(type.ofType as OutputType, within, context);
      return (value) => {
        if (value === null) throw IRREGULAR;
        return write(value);
      };
    }
    case "ListType":
      return compileList(compileValue(type.ofType as OutputType, within, context));
    case "ScalarType":
    case "EnumType":
      return compileLeafValue(compileLeaf(type));
    default:
      return compileObject(type, within, context);
  }
}

function compileList(writeItem: ValueWriter): ValueWriter {
  return (value) => {
    if (value === null) return "null";
    if (!Array.isArray(value)) throw IRREGULAR;
    if (value.length === 0) return "[]";
    let text = "";
    for (let index = 0; index < value.length; index += 1) {
      text += (index === 0 ? "[" : ",") + writeItem(value[index] ?? null);
    }
    return `${text}]`;
  };
}

function compileLeafValue(write: LeafWriter): ValueWriter {
  return (value) => {
    if (value === null) return "null";
    const text = write(value);
    if (text === null) throw IRREGULAR;
    return text;
  };
}

function compileObject(
  declared: CompositeType,
  within: readonly Selected[],
  context: OutputSchema,
): ValueWriter {
  const writers = new Map<string, ValueWriter>();
  const writerOf = (typeName: string) => {
    const type = typeName === UNSAID ? declared : context.schema.type(typeName);
    if (!type || !isComposite(type)) throw IRREGULAR;
    const writer = compileFields(within, typeName === UNSAID ? null : type, context);
    writers.set(typeName, writer);
    return writer;
  };
  return (value) => {
    if (value === null) return "null";
    if (typeof value !== "object") throw IRREGULAR;
    const { __typename: typeName = UNSAID } = value as AnswerObject;
    if (typeof typeName !== "string") throw IRREGULAR;
    return (writers.get(typeName) ?? writerOf(typeName))(value);
  };
}

/** Stands for the type of an object that doesn't say it: then it is what was expected there. */
const UNSAID = "";

function isComposite(type: { readonly kind: string }): type is CompositeType {
  return type.kind === "ObjectType" || type.kind === "InterfaceType" || type.kind === "UnionType";
}

interface WrittenField {
  readonly key: string;
  /** What stands before the value. */
  readonly label: string;
  readonly write: ValueWriter;
}

/** Writes an object of this type; null: it doesn't say which, and is of the one that it was selected on. */
function compileFields(
  within: readonly Selected[],
  type: CompositeType | null,
  context: OutputSchema,
): ValueWriter {
  const selected = type ? within.map(({ set }) => ({ set, type })) : within;
  const fields = selectedFields(selected, type, context).map((field, index) =>
    compileField(field, index, context),
  );
  if (fields.length === 0) return () => "{}";
  return (value) => {
    let text = "";
    for (let index = 0; index < fields.length; index += 1) {
      const { label, write } = fields[index] as WrittenField;
      text += label;
      text += write(value);
    }
    return `${text}}`;
  };
}

function compileField(field: SelectedField, index: number, context: OutputSchema): WrittenField {
  const { key, name } = field;
  const label = `${index === 0 ? "{" : ","}${JSON.stringify(key)}:`;
  if (name === "__typename") return { key, label, write: compileTypeName(field, context.schema) };
  const write = compileValue(field.type, field.within, context);
  // Objects inherit something under some names, and clients choose the keys.
  if (key in Object.prototype)
    return { key, label, write: (object) => write(ownValue(object as object, key) ?? null) };
  return { key, label, write: (object) => write((object as AnswerObject)[key] ?? null) };
}

/** The type that an object says it has, or is known to have. */
function compileTypeName({ key, parent }: SelectedField, schema: Schema): ValueWriter {
  const fallback = parent.kind === "ObjectType" ? quote(parent.name) : null;
  return (object) => {
    const said = ownValue(object as object, key) ?? (object as AnswerObject)["__typename"];
    const type = typeof said === "string" ? schema.type(said) : undefined;
    const text = type ? (type.kind === "ObjectType" ? quote(type.name) : null) : fallback;
    if (text === null) throw IRREGULAR;
    return text;
  };
}
