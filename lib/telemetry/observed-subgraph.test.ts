import { expect, it } from "vitest";
import type { Subgraph } from "../subgraph.js";
import { createMetrics } from "./metrics.js";
import { observedSubgraph } from "./observed-subgraph.js";

it("lets a service know that nobody waits any more, also where its requests are counted", async () => {
  const told: (AbortSignal | undefined)[] = [];
  const subgraph = {
    name: "catalog",
    execute: async (_request: unknown, _headers: unknown, signal?: AbortSignal) => {
      told.push(signal);
      return { data: {} };
    },
  } as unknown as Subgraph;
  const { signal } = new AbortController();
  await observedSubgraph(subgraph, createMetrics()).execute({ query: "{ a }" }, { traceId: "test" }, signal);
  expect(told).toEqual([signal]);
});
