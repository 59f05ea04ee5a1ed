import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { ERROR_CODES } from "../lib/errors.js";

it("docs/errors.md explains every code there is, and no other", async () => {
  const explained = [...(await readFile("docs/errors.md", "utf8")).matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(
    ([, code]) => code,
  );
  expect(explained.sort()).toEqual(Object.keys(ERROR_CODES).sort());
});
