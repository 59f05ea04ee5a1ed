/**
 * The end of an exhaustive switch: a compile error when a case is missing, and a thrown one should a value from
 * outside the types arrive anyway.
 */
export function assertNever(value: never, what: string): never {
  throw new Error(`unexpected ${what}: ${JSON.stringify(value)}`);
}
