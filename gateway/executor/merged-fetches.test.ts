import { expect, test } from "vitest";
import type { AnswerObject } from "./answer-tree.js";
import { MergedTexts, mergingSender } from "./merged-fetches.js";
import type { ServiceAnswer } from "./plan-run.js";
import type { FetchStep } from "./plan-steps.js";

const stepOf = (id: number, service: string, field: string): FetchStep => ({
  kind: "fetch",
  id,
  service,
  text: `query Q__${id}($representations: [_Any!]!, $first: Int) { _entities(representations: $representations) { ...F } } fragment F on T { ${field}(first: $first) }`,
  operationName: `Q__${id}`,
  isQuery: true,
  variables: ["first"],
  path: [],
  represent: () => ({}),
  rewriteInput: null,
  rewriteOutput: null,
  isInterface: () => false,
});

interface Call {
  readonly text: string;
  readonly variables: AnswerObject;
}

/** Sends a fetch of `a` and one of `b` to one service at the same moment, and one of `c` to another. */
async function sendTogether(answer: (call: Call) => ServiceAnswer) {
  const calls: Call[] = [];
  const send = mergingSender(new MergedTexts(), async ({ text }, variables) => {
    const call = { text, variables };
    calls.push(call);
    return answer(call);
  });
  const fetches = [stepOf(1, "one", "a"), stepOf(2, "one", "b"), stepOf(3, "two", "c")];
  const answers = await Promise.all(
    fetches.map((step) => send(step, { representations: [{ id: step.id }], first: 5 })),
  );
  return { calls, answers };
}

test("what is ready together for one service is one request, and each gets its own part and errors", async () => {
  const { calls, answers } = await sendTogether(({ text }) =>
    text.includes("m0_")
      ? {
          data: { m0__entities: [{ a: 1 }], m1__entities: [{ b: null }] },
          errors: [{ message: "no b", path: ["m1__entities", 0, "b"], extensions: { code: "FORBIDDEN" } }],
        }
      : { data: { _entities: [{ c: 3 }] } },
  );
  expect(calls).toHaveLength(2);
  expect(calls[0]?.variables).toEqual({
    m0_representations: [{ id: 1 }],
    m0_first: 5,
    m1_representations: [{ id: 2 }],
    m1_first: 5,
  });
  expect(calls[0]?.text).toContain("...m1_F");
  expect(answers).toEqual([
    { data: { _entities: [{ a: 1 }] } },
    {
      data: { _entities: [{ b: null }] },
      errors: [{ message: "no b", path: ["_entities", 0, "b"], extensions: { code: "FORBIDDEN" } }],
    },
    { data: { _entities: [{ c: 3 }] } },
  ]);
});

test("who shared a request with one that failed as a whole is asked for again alone", async () => {
  const { calls, answers } = await sendTogether(({ text }) =>
    text.includes("m0_")
      ? { data: null, errors: [{ message: "no such type", path: ["m0__entities"] }] }
      : { data: { _entities: [{ own: true }] } },
  );
  expect(calls).toHaveLength(3);
  expect(answers[0]).toEqual({ data: null, errors: [{ message: "no such type", path: ["_entities"] }] });
  expect(answers[1]).toEqual({ data: { _entities: [{ own: true }] } });
});

test("a service that is away is asked once, and each fetch fails", async () => {
  const away = { message: "away", extensions: { code: "SERVICE_UNAVAILABLE" } };
  const { calls, answers } = await sendTogether(() => ({ data: null, errors: [away] }));
  expect(calls).toHaveLength(2);
  expect(answers).toEqual(Array(3).fill({ data: null, errors: [away] }));
});
