import { afterAll, expect } from "vitest";
import { openResources } from "../../lib/lifecycle.js";

afterAll(() => {
  expect(openResources(), "what a test file opens, it closes").toEqual([]);
});
