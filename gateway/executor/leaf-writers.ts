import type { EnumType, ScalarType } from "@apollo/federation-internals";
import { quote } from "./json-text.js";

/** A scalar or enum value as JSON; null where it is not of the type. Never called with null. */
export type LeafWriter = (value: unknown) => string | null;

const INTEGER = /^-?[0-9]+$/;

const writeInteger = (value: unknown) =>
  typeof value === "number" &&
  Number.isFinite(value) &&
  (Number.isSafeInteger(value) || INTEGER.test(String(value)))
    ? JSON.stringify(value)
    : null;

/** What the built-in scalars take, by name: no value is coerced into another here, services have done that. */
const BUILT_IN: Readonly<Record<string, LeafWriter>> = {
  Boolean: (value) => (typeof value === "boolean" ? String(value) : null),
  Float: (value) => (typeof value === "number" && Number.isFinite(value) ? JSON.stringify(value) : null),
  ID: (value) => (typeof value === "string" ? quote(value) : writeInteger(value)),
  Int: writeInteger,
  String: (value) => (typeof value === "string" ? quote(value) : null),
};

/** What a scalar of the schema's own holds only its service knows. */
const writeAnything: LeafWriter = (value) =>
  typeof value === "string" ? quote(value) : (JSON.stringify(value) ?? null);

export function compileLeaf(type: ScalarType | EnumType): LeafWriter {
  if (type.kind === "ScalarType") return BUILT_IN[type.name] ?? writeAnything;
  const texts = new Map(type.values.map(({ name }) => [name, JSON.stringify(name)]));
  return (value) => (typeof value === "string" ? (texts.get(value) ?? null) : null);
}
