import { expect, test } from "vitest";
import type { AnswerObject } from "./answer-tree.js";
import { runPlan } from "./plan-run.js";
import type { FetchStep } from "./plan-steps.js";

const entities: FetchStep = {
  kind: "fetch",
  id: 1,
  service: "ratings",
  text: "",
  operationName: undefined,
  isQuery: true,
  variables: [],
  path: ["all", "@"],
  represent: (source) => ({ __typename: "Media", id: (source as AnswerObject)["id"] }),
  rewriteInput: null,
  rewriteOutput: null,
  isInterface: (name) => name === "Media",
};

async function run(root: AnswerObject, answer: (representations: unknown[]) => unknown) {
  const errors: Error[] = [];
  await runPlan(entities, {
    root,
    errors,
    variables: {},
    conditions: new Map(),
    send: async (_step, variables) => answer(variables["representations"] as unknown[]) as never,
  });
  return errors;
}

test("an object that is there twice is asked for once, and its error is at both places", async () => {
  const root = { all: [{ id: "1" }, null, { id: "2" }, { id: "1" }] };
  let asked: unknown[] = [];
  const errors = await run(root, (representations) => {
    asked = representations;
    return {
      data: { _entities: [{ stars: null }, { stars: 4 }] },
      errors: [{ message: "no", path: ["_entities", 0, "stars"], extensions: { code: "FORBIDDEN" } }],
    };
  });
  expect(asked).toHaveLength(2);
  expect(errors.map((error) => "path" in error && error.path)).toEqual([
    ["all", 0, "stars"],
    ["all", 3, "stars"],
  ]);
  expect(root.all.map((each) => (each as { stars?: number } | null)?.stars)).toEqual([
    null,
    undefined,
    4,
    null,
  ]);
});

test("what is added to one of two equal objects later is not in the other", async () => {
  const root = { all: [{ id: "1" }, { id: "1" }] as AnswerObject[] };
  await run(root, () => ({ data: { _entities: [{ cover: { url: "u" } }] } }));
  (root.all[0]?.["cover"] as AnswerObject)["size"] = 3;
  expect(root.all[1]?.["cover"]).toEqual({ url: "u" });
});

test("a service that knows an object by its interface alone takes its type from nobody", async () => {
  const root = { all: [{ __typename: "Film", id: "1" }] };
  await run(root, () => ({ data: { _entities: [{ __typename: "Media", stars: 4 }] } }));
  expect(root.all).toEqual([{ __typename: "Film", id: "1", stars: 4 }]);
});
