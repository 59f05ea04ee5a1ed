import { expect, test } from "vitest";
import { composeGatewayFiles } from "../../tools/composition.js";
import { readGatewayFiles } from "../gateway-files.js";
import { ADVERSARIAL_SCHEMAS } from "./testing/adversarial-schemas.js";
import { bothExecutors } from "./testing/both-executors.js";
import type { Illness } from "./testing/illness.js";
import { generateOperation } from "./testing/operation-generator.js";
import { Random } from "./testing/random.js";

/**
 * 20,000 operations: on each of four supergraphs, so many generated texts, each executed so often with other variables,
 * conditions, answers and failures. `npm run campaign:executor` has eight times as many texts.
 */
const TEXTS = process.env["CAMPAIGN"] === "whole" ? 1_000 : 125;
const RUNS = 40;
const ENOUGH_MS = 3_600_000;

/** From services that only leave things empty, over such that fail, to such that answer against their schemas. */
const ILLNESSES: readonly Illness[] = [
  { errors: 0, nulls: 0.05, faults: 0, failures: 0 },
  { errors: 0.05, nulls: 0.05, faults: 0, failures: 0 },
  { errors: 0.02, nulls: 0.02, faults: 0, failures: 0.2 },
  { errors: 0, nulls: 0.02, faults: 0.03, failures: 0 },
  { errors: 0.1, nulls: 0.1, faults: 0.05, failures: 0.05 },
];

async function demandSameAnswers(name: string, supergraph: string): Promise<void> {
  const both = bothExecutors(supergraph);
  const seen = { executed: 0, errors: 0, faults: 0 };
  for (let number = 0; seen.executed < TEXTS * RUNS; number += 1) {
    const seed = `${name} ${number}`;
    const { text, variables } = generateOperation(both.loaded.apiSchema, seed);
    const document = both.prepare(text);
    if (!document) continue;
    const random = new Random(seed);
    for (let run = 0; run < RUNS; run += 1) {
      const illness = ILLNESSES[run % ILLNESSES.length] as Illness;
      const given = variables(random);
      const outcome = await both.run({ document, key: seed }, given, { seed: `${seed} ${run}`, illness });
      if (!outcome) break;
      const { stock, compiled } = outcome;
      seen.executed += 1;
      if (stock.errors.length > 0) seen.errors += 1;
      if (stock.completion.length > 0) seen.faults += 1;
      if (JSON.stringify(compiled) === JSON.stringify(stock)) continue;
      const of = { text, given, seed, run };
      expect({ ...compiled, ...of }).toEqual({ ...stock, ...of });
    }
  }
  // Those that no plan can be made for, in which Apollo's planner itself fails, and no others.
  expect(new Set(both.fallbacks)).not.toContain("plan");
  expect(both.fallbacks.length).toBeLessThan(TEXTS / 5);
  expect(seen.errors).toBeGreaterThan(seen.executed / 10);
  expect(seen.faults).toBeGreaterThan(seen.executed / 50);
  expect(both.calls.compiled).toBeLessThan(both.calls.stock);
}

test.each(Object.entries(ADVERSARIAL_SCHEMAS))(
  "a client gets the same answers and errors as from Apollo's executor: %s",
  (name, subgraphs) => demandSameAnswers(name, composeGatewayFiles(subgraphs).supergraph),
  ENOUGH_MS,
);

test(
  "a client gets the same answers and errors as from Apollo's executor: our own services",
  async () => demandSameAnswers("own", (await readGatewayFiles()).supergraph),
  ENOUGH_MS,
);
