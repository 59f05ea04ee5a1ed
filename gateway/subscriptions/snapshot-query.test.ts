import { type FieldNode, Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { asEventResult, buildSnapshotQuery } from "./snapshot-query.js";

const document = parse(`
  subscription ($room: ID!, $deep: Boolean!, $size: Int) {
    now: changed(room: $room) { ...Outer }
  }
  fragment Outer on State { value ...Inner @include(if: $deep) }
  fragment Inner on State { picture(size: $size) }
  fragment Unused on State { value }
`);
const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
const [operation] = operations;
if (!operation) throw new Error("the test has no operation");
const query = buildSnapshotQuery(
  { operation, fragments: new Map(fragments.map((each) => [each.name.value, each])) },
  operation.selectionSet.selections as readonly FieldNode[],
  ["viewer", "state"],
);

test("a snapshot asks for what the subscription selects, with the fragments and variables of that alone", () => {
  expect(query.text.replace(/\s+/g, " ")).toBe(
    "query ($deep: Boolean!, $size: Int) { viewer { state { ...Outer } } } " +
      "fragment Outer on State { value ...Inner @include(if: $deep) } " +
      "fragment Inner on State { picture(size: $size) }",
  );
  expect([...query.variableNames].sort()).toEqual(["deep", "size"]);
});

test("its answer looks as the subscription's, and so do its errors", () => {
  const data = { viewer: { state: { value: 1, picture: null } } };
  const errors = [{ message: "no", path: ["viewer", "state", "picture"] }, { message: "away" }];
  expect(asEventResult(query, { data, errors })).toEqual({
    data: { now: { value: 1, picture: null } },
    errors: [{ message: "no", path: ["now", "picture"] }, { message: "away" }],
  });
  expect(asEventResult(query, { data: { viewer: null } })).toEqual({ data: null });
});
