import { describe, expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import { ExamplePeers } from "./example-peers.js";
import { createFacts, type Facts } from "./facts.js";

const CALLER = { authorization: "Bearer ac_home/dev_tv", traceId: "t" };

function open(): { facts: Facts; peers: ExamplePeers; clock: ManualClock } {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const peers = new ExamplePeers();
  return { facts: createFacts({ peers, clock, log: createLogger("silent") }), peers, clock };
}

describe("what is remembered of contents", () => {
  it("is asked for again once the catalog says that it changed", async () => {
    const { facts, peers, clock } = open();
    await facts.content("ch_one", CALLER);
    await facts.content("ch_one", CALLER);
    expect(peers.asked).toHaveLength(1);
    clock.advance(1);
    facts.contentsChanged(["ch_one"]);
    clock.advance(1);
    await facts.content("ch_one", CALLER);
    await facts.content("ch_one", CALLER);
    expect(peers.asked).toHaveLength(2);
    clock.advance(1);
    facts.contentsChanged("all");
    await facts.content("ch_one", CALLER);
    expect(peers.asked).toHaveLength(3);
  });

  it("does not include an answer that was asked for before the change and comes after it", async () => {
    const { facts, peers, clock } = open();
    const onItsWay = facts.content("ch_one", CALLER);
    clock.advance(1);
    facts.contentsChanged(["ch_one"]);
    await onItsWay;
    await facts.content("ch_one", CALLER);
    expect(peers.asked).toHaveLength(2);
  });

  it("is still the best guess when the catalog is away after a change", async () => {
    const { facts, peers, clock } = open();
    await facts.content("ch_one", CALLER);
    clock.advance(1);
    facts.contentsChanged(["ch_one"]);
    peers.state["catalog"] = "down";
    expect(await facts.content("ch_one", CALLER)).toMatchObject({
      standing: "LAST_KNOWN",
      value: { title: "One" },
    });
  });
});

describe("what is remembered of households", () => {
  it("is dropped when its entitlements or devices changed, also for an outage of accounts", async () => {
    const { facts, peers, clock } = open();
    await facts.household("ac_home", CALLER);
    clock.advance(1);
    peers.state["accounts"] = "down";
    expect((await facts.household("ac_home", CALLER)).standing).toBe("LAST_KNOWN");
    facts.householdChanged("ac_home");
    expect((await facts.household("ac_home", CALLER)).standing).toBe("UNKNOWN");
    peers.state["accounts"] = "up";
    clock.advance(1);
    expect((await facts.household("ac_home", CALLER)).standing).toBe("CURRENT");
  });
});
