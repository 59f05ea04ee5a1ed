/** An object of an answer, as services gave it: what it holds has not been checked yet. */
export type AnswerObject = Record<string, unknown>;

/** Objects alone, not lists. */
export function isAnswerObject(value: unknown): value is AnswerObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object itself has under a key; clients choose keys, so `constructor` and `__proto__` are among them. */
export function ownValue(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as AnswerObject)[key] : undefined;
}

/** Sets a key of the object itself, whatever objects inherit under that name. */
export function setOwn(object: object, key: string, value: unknown): void {
  if (key in object && !Object.hasOwn(object, key)) {
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
    return;
  }
  (object as AnswerObject)[key] = value;
}

/**
 * Adds what one service answered to what others have. Objects, and lists of one length, are merged in depth; all else of
 * the newer answer takes the place of the older. Throws a TypeError where an object would have to be merged into a value
 * that is none.
 */
export function mergeAnswer(target: unknown, source: unknown): void {
  if (source === undefined || source === null) return;
  const into = target as AnswerObject;
  const from = source as AnswerObject;
  for (const key of Object.keys(from)) {
    const value = from[key];
    if (value === undefined) continue;
    const before = ownValue(into, key);
    if (before && isAnswerObject(value)) mergeAnswer(before, value);
    else if (Array.isArray(value) && Array.isArray(before) && value.length === before.length) {
      mergeItems(before, value);
    } else setOwn(into, key, value);
  }
}

function mergeItems(target: unknown[], source: readonly unknown[]): void {
  for (const [index, item] of source.entries()) {
    const before = target[index];
    if (isAnswerObject(before) && isAnswerObject(item)) mergeAnswer(before, item);
    else target[index] = item;
  }
}

/** A copy that shares no object with its original. */
export function copyAnswer<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyAnswer) as Value;
  const copy: AnswerObject = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyAnswer((value as AnswerObject)[key]));
  return copy as Value;
}
