import { describe, expect, it } from "vitest";
import { readScheduledSources } from "./scheduled-source.js";

const GOOD = { name: "nz", url: "https://guide.example/guide.xml.gz" };

describe("configured sources of guides", () => {
  it("have an hour and UTC unless they say otherwise", () => {
    expect(readScheduledSources(JSON.stringify([GOOD]))).toEqual([
      { ...GOOD, intervalMs: 3_600_000, timezone: "UTC" },
    ]);
    const own = { ...GOOD, intervalMinutes: 5, timezone: "Pacific/Auckland" };
    expect(readScheduledSources(JSON.stringify([own]))).toEqual([
      { ...GOOD, intervalMs: 300_000, timezone: "Pacific/Auckland" },
    ]);
  });

  it.each([
    ["no JSON", "nz", "must be JSON"],
    ["no list", "{}", "must be a list of at most 100 sources"],
    ["too many", Array(101).fill(GOOD), "must be a list of at most 100 sources"],
    ["no name", [{ ...GOOD, name: " " }], '[0].name must have 1..100 characters, got " "'],
    ["no address", [{ ...GOOD, url: "file:///etc/passwd" }], "[0].url must be an http or https URL"],
    ["too often", [GOOD, { ...GOOD, intervalMinutes: 1 }], "[1].intervalMinutes must be 5..10080, got 1"],
    ["no object", ["https://guide.example/?token=s3cret"], "[0].must be an object"],
    ["no zone", [{ ...GOOD, timezone: "Mars" }], "[0].timezone must be an IANA zone"],
    [
      "a misspelt setting",
      [{ ...GOOD, interval: 5 }],
      '[0].must have name, url, intervalMinutes and timezone alone, got ["interval"]',
    ],
    ["one name twice", [GOOD, GOOD], 'has two sources named "nz"'],
  ])("are told the rule that %s breaks", (_name, given, rule) => {
    expect(() => readScheduledSources(typeof given === "string" ? given : JSON.stringify(given))).toThrow(
      rule,
    );
  });

  it.each([
    ["an address of another scheme", [{ ...GOOD, url: "ftp://guide.example/?token=s3cret" }]],
    ["an address in the place of a source", ["https://guide.example/?token=s3cret"]],
    ["a source that is cut off", '[{"url": "https://guide.example/?token=s3cret"'],
  ])("keep the token of %s to themselves", (_name, given) => {
    const read = () => readScheduledSources(typeof given === "string" ? given : JSON.stringify(given));
    expect(read).toThrow(/^(?!.*s3cret)/s);
  });
});
