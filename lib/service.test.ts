import { expect, it } from "vitest";
import { isForTheAnswer } from "./service.js";

it.each([
  ["a query", "query Guide { channels { id } }"],
  ["a start", "mutation Start__playback__0($i:StartPlayoutInput!){a:startPlayout(input:$i){__typename}}"],
  ["a refresh", 'mutation { refreshSession(refreshToken: "t") { __typename } }'],
])("%s is worth nothing but its answer", (_what, text) => {
  expect(isForTheAnswer(text)).toBe(true);
});

it.each([
  ["the end of a playout", 'mutation { endPlayout(slotToken: "startPlayout", sequence: 1) }'],
  [
    "a start beside the end of another",
    "mutation { endPlayout(slotToken: 1) startPlayout(input: {}) { id } }",
  ],
  ["a fragment, whatever is in it", "mutation { ...F } fragment F on Mutation { startPlayout { id } }"],
  ["a heartbeat", "mutation { heartbeat(input: {}) { directive } }"],
])("%s is done for whoever has gone", (_what, text) => {
  expect(isForTheAnswer(text)).toBe(false);
});
