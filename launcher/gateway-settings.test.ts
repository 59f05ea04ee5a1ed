import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../gateway/limits.js";
import { DEFAULT_RATES } from "../gateway/rates/classes.js";
import { ConfigError, readConfig, variableOf } from "../lib/config.js";
import { edgeConfigOf, gatewaySettings } from "./gateway-settings.js";

function read(environment: Record<string, string>) {
  return edgeConfigOf(readConfig(gatewaySettings, environment));
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("an operator who sets nothing gets the defaults", () => {
  const { limits, rates, trustedProxies } = read({});
  expect(DEFAULT_LIMITS).toMatchObject(limits);
  expect(rates).toEqual(DEFAULT_RATES);
  expect(trustedProxies).toEqual([]);
});

/** The settings that are numbers, with their bounds as their own errors tell them. */
const NUMBERS = Object.keys(gatewaySettings).flatMap((name) => {
  const bounds = /from (\d+) to (\d+)/.exec(problemsOf({ [variableOf(name)]: "x" })[0] ?? "");
  return bounds ? [[variableOf(name), Number(bounds[1]), Number(bounds[2])] as const] : [];
});

test.each(NUMBERS)("%s may be %i, and %i, and nothing beyond", (variable, least, most) => {
  expect(problemsOf({ [variable]: String(least) })).toEqual([]);
  expect(problemsOf({ [variable]: String(most) })).toEqual([]);
  expect(problemsOf({ [variable]: String(most + 1) })).toHaveLength(1);
  expect(problemsOf({ [variable]: String(least - 1) })).toHaveLength(1);
});

test("the documentation tells every limit as it is, and names a test that tries it", async () => {
  const rows = [...(await readFile("docs/edge.md", "utf8")).matchAll(/^\| `([A-Z_]+)` +\|(.+)\|$/gm)];
  const told = rows.map(([, variable = "", rest = ""]) => {
    const [fallback = "", least = "", most = "", , , tests = ""] = rest.split("|").map((cell) => cell.trim());
    return {
      variable,
      numbers: [fallback, least, most].map((text) => Number(text.replaceAll(",", ""))),
      tests,
    };
  });
  const set = readConfig(gatewaySettings, {}) as Record<string, unknown>;
  const names = new Map(Object.keys(gatewaySettings).map((name) => [variableOf(name), name]));
  const expected = NUMBERS.map(([variable, least, most]) => [
    variable,
    [Number(set[names.get(variable) ?? ""]), least, most],
  ]);
  const limits = told.filter(({ variable }) => names.has(variable));
  expect(Object.fromEntries(limits.map(({ variable, numbers }) => [variable, numbers]))).toEqual(
    Object.fromEntries(expected),
  );
  for (const { variable, tests } of limits) {
    const word = names.get(variable)?.replace(/^rate([A-Z][a-z]+).*/, (_all, of: string) => of.toLowerCase());
    for (const file of tests.split(", ")) {
      expect(await readFile(`gateway/${file}.test.ts`, "utf8"), `${file} tries ${variable}`).toContain(word);
    }
  }
});

test("settings reach the limit and the rate that they name", () => {
  const { limits, rates, trustedProxies } = read({
    OPERATION_DEPTH: "7",
    RATE_CREDENTIALS_ADDRESS: "9",
    TRUSTED_PROXIES: "10.0.0.0/8, fd00::/8",
  });
  expect(limits.operationDepth).toBe(7);
  expect(rates.credentials).toEqual({ household: DEFAULT_RATES.credentials.household, address: 9 });
  expect(trustedProxies).toEqual(["10.0.0.0/8", "fd00::/8"]);
});

test("every wrong setting is told at once", () => {
  expect(
    problemsOf({ OPERATION_COST: "lots", RATE_GENERAL_ADDRESS: "0", TRUSTED_PROXIES: "10.0.0.0/8,proxy" }),
  ).toEqual([
    expect.stringContaining('TRUSTED_PROXIES: "proxy" is no address or network such as 10.0.0.0/8'),
    expect.stringContaining('OPERATION_COST: must be a whole number from 10 to 100000000; got "lots"'),
    expect.stringContaining('RATE_GENERAL_ADDRESS: must be a whole number from 1 to 1000000; got "0"'),
  ]);
});
