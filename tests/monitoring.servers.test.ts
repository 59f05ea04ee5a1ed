import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { parse } from "yaml";

const run = promisify(execFile);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly annotations: { readonly runbook: string } }[];
  }[];
}
interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

it("alerts fire for what they are for, and for nothing else, as promtool has it", async () => {
  await run("promtool", ["check", "config", "deploy/monitoring/prometheus.yml"]);
  await run("promtool", ["test", "rules", "deploy/monitoring/alerts.test.yml"]);
});

it("no alert is without a trial in which it fires, and one in which it does not", async () => {
  const read = async <T>(name: string) => parse(await readFile(`deploy/monitoring/${name}`, "utf8")) as T;
  const { groups } = await read<Rules>("alerts.yml");
  const { tests } = await read<RuleTests>("alerts.test.yml");
  const names = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)).sort();
  const trials = tests.flatMap(({ alert_rule_test: each }) => each);
  const isFired = ({ exp_alerts: alerts }: (typeof trials)[number]) => alerts.length > 0;
  expect([...new Set(trials.filter(isFired).map(({ alertname }) => alertname))].sort()).toEqual(names);
  expect(
    [...new Set(trials.filter((one) => !isFired(one)).map(({ alertname }) => alertname))].sort(),
  ).toEqual(names);
});

it("every alert leads whoever it wakes to its chapter of the runbook", async () => {
  const { groups } = parse(await readFile("deploy/monitoring/alerts.yml", "utf8")) as Rules;
  const operations = await readFile("docs/operations.md", "utf8");
  const chapters = [...operations.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.map(({ alert }) => alert)).toEqual(expect.arrayContaining(chapters));
  for (const { alert, annotations } of rules) {
    expect(chapters).toContain(alert);
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});
