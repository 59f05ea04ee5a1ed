import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
}

it("whoever is woken by an alert finds what to do under its name", async () => {
  const rules = parse(await readFile("deploy/monitoring/alerts.yml", "utf8")) as Rules;
  const alerts = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert));
  const runbook = await readFile("docs/operations.md", "utf8");
  const headings = [...runbook.matchAll(/^### (Playhead\w+)$/gm)].map(([, name]) => name);
  expect(headings.sort()).toEqual(alerts.sort());
});
