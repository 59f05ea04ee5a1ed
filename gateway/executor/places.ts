import { ok } from "node:assert";
import type { AnswerObject } from "./answer-tree.js";
import { ownValue } from "./answer-tree.js";

/** Stands for every item of a list in the paths of plans. */
const EVERY_ITEM = "@";

/** Keys of objects and positions in lists, from the root of an answer. */
export type AnswerPath = readonly (string | number)[];

/**
 * The objects that a plan's path leads to, in the order of the answer, without nulls; none where the way ends earlier.
 * Throws where a service gave a list in the place of an object, or the other way round.
 */
export function objectsAt(root: AnswerObject, path: readonly string[]): AnswerObject[] {
  if (path.length === 0) return [root];
  const found: unknown[] = [];
  gather(root, path, 0, found);
  return found as AnswerObject[];
}

function gather(value: unknown, path: readonly string[], at: number, found: unknown[]): void {
  if (value === undefined || value === null) return;
  const key = path[at];
  if (key === undefined) {
    if (!Array.isArray(value)) found.push(value);
    else for (const item of value) if (item !== null && item !== undefined) found.push(item);
    return;
  }
  if (key === EVERY_ITEM) {
    if (!Array.isArray(value)) throw new TypeError("a service gave no list where a plan goes through one");
    for (const item of value) gather(item, path, at + 1, found);
    return;
  }
  ok(!Array.isArray(value), "a service gave a list where a plan goes through an object");
  gather(ownValue(value as object, key), path, at + 1, found);
}

/** Where in the answer each object of a path is, for the paths of errors; found only when there are some. */
export function pathsOf(root: AnswerObject, path: readonly string[]): AnswerPath[] {
  const found: AnswerPath[] = [];
  const parents: (string | number)[] = [];
  const descend = (step: string | number, value: unknown, at: number) => {
    parents.push(step);
    visit(value, at);
    parents.pop();
  };
  const visit = (value: unknown, at: number): void => {
    if (value === undefined || value === null) return;
    const key = path[at];
    if (key === undefined) {
      found.push([...parents]);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) descend(index, item, key === EVERY_ITEM ? at + 1 : at);
    } else {
      ok(key !== EVERY_ITEM, "a service gave no list where a plan goes through one");
      if (Object.hasOwn(value as object, key)) descend(key, (value as AnswerObject)[key], at + 1);
    }
  };
  visit(root, 0);
  return found;
}
