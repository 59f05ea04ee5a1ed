import { expect, it } from "vitest";
import { ConfigError, readConfig } from "../lib/config.js";
import { guideSources } from "./guide-sources.js";

function problemsOf(text: string): string {
  try {
    readConfig({ guideSources }, { GUIDE_SOURCES: text });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

it("an operator who forgot the list's brackets is told so, and the token in the address stays unsaid", () => {
  const said = problemsOf('{"name": "nz", "url": "https://guide.example/?token=s3cret"}');
  expect(said).toContain("GUIDE_SOURCES: must be a list of at most 100 sources; got a value not shown");
  expect(said).not.toContain("s3cret");
});

it("an address in the place of a list or a file is not repeated", () => {
  const said = problemsOf("https://guide.example/?token=s3cret");
  expect(said).toContain("must be JSON, or name a file that can be read (ENOENT)");
  expect(said).not.toContain("s3cret");
});
