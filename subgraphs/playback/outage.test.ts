import { describe, expect, it } from "vitest";
import { startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const PHONE = "ac_home/dev_phone";
const TABLET = "ac_home/dev_tablet";

describe("while accounts and the catalog are down", () => {
  it("a household that is known goes on starting, by what was known last", async () => {
    const playback = await startExample();
    await playback.start(TV);
    await playback.start(TV, { contentId: "ch_sport" });
    playback.clock.advance(3_600_000);
    playback.peers.state["accounts"] = playback.peers.state["catalog"] = "down";
    for (let zap = 0; zap < 5; zap += 1) expect((await playback.start(TV)).__typename).toBe("PlaySession");
    expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    expect(await playback.start(TABLET)).toMatchObject({ __typename: "ConcurrencyLimitReached", limit: 2 });
  });

  it("a household that is not known gets two streams: two starts on trust in ten minutes", async () => {
    const playback = await startExample();
    playback.peers.state["accounts"] = playback.peers.state["catalog"] = "down";
    const first = await playback.start(TV, { clientRequestId: "once" });
    expect(first).toMatchObject({ __typename: "PlaySession", slot: { governed: true } });
    expect((await playback.start(TV, { clientRequestId: "once" })).slot.id).toBe(first.slot.id);
    expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    await expect(playback.start(TABLET)).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
    expect((await playback.start("ac_next/dev_next")).__typename).toBe("PlaySession");
    playback.clock.advance(600_000);
    expect((await playback.start(TV)).__typename).toBe("PlaySession");
  });

  it("what a household may have bought since is granted on trust, and put right when accounts is back", async () => {
    const playback = await startExample();
    expect((await playback.start(TV, { contentId: "ch_sport" })).__typename).toBe("NotEntitled");
    playback.peers.state["accounts"] = "down";
    expect((await playback.start(TV, { contentId: "ch_sport" })).__typename).toBe("PlaySession");
    playback.peers.state["accounts"] = "up";
    expect((await playback.start(TV, { contentId: "ch_sport" })).__typename).toBe("NotEntitled");
  });

  it("what a product opened that has ended since is granted on trust alone, and so not for long", async () => {
    const playback = await startExample();
    playback.peers.home.validUntil = "2026-11-21T20:30:00Z";
    await playback.start(TV);
    playback.peers.state["accounts"] = "down";
    playback.clock.advance(14 * 60_000);
    for (let zap = 0; zap < 5; zap += 1) expect((await playback.start(TV)).__typename).toBe("PlaySession");
    playback.clock.advance(62_000);
    for (let zap = 0; zap < 2; zap += 1) expect((await playback.start(TV)).__typename).toBe("PlaySession");
    await expect(playback.start(TV)).rejects.toMatchObject({ extensions: { code: "SERVICE_UNAVAILABLE" } });
    playback.peers.state["accounts"] = "up";
    expect((await playback.start(TV)).__typename).toBe("NotEntitled");
  });

  it("the household still sees its streams and its limit", async () => {
    const playback = await startExample();
    await playback.start(TV);
    playback.peers.state["accounts"] = "down";
    const { data, errors } = await playback.run(
      "{ viewer { concurrency { limit inUse } } }",
      {},
      `Bearer ${TV}`,
    );
    expect(errors).toBeUndefined();
    expect(data.viewer.concurrency).toEqual({ limit: 2, inUse: 1 });
  });
});

describe("while accounts and the catalog hang", () => {
  it("a start waits a second and no longer", async () => {
    const playback = await startExample();
    playback.peers.state["accounts"] = playback.peers.state["catalog"] = "hanging";
    let session: { __typename: string } | undefined;
    const starting = playback.start(TV).then((result) => {
      session = result;
    });
    await playback.peers.questions(2);
    playback.clock.advance(999);
    await new Promise(setImmediate);
    expect(session).toBeUndefined();
    playback.clock.advance(1);
    await starting;
    expect(session?.__typename).toBe("PlaySession");
  });

  it("a start waits no longer where what it plays had changed before", async () => {
    const playback = await startExample();
    await playback.start(TV);
    playback.service.facts.contentsChanged(["ch_one"]);
    playback.clock.advance(1);
    playback.peers.state["catalog"] = "hanging";
    const asked = playback.peers.asked.length;
    const starting = playback.start(TV);
    // Accounts and the catalog, once each.
    await playback.peers.questions(asked + 2);
    playback.clock.advance(1_000);
    expect((await starting).__typename).toBe("PlaySession");
    expect(playback.peers.asked.length).toBe(asked + 2);
  });
});

describe("when accounts is back", () => {
  it("the limit is the true one again, for streams that run and for new ones", async () => {
    const playback = await startExample();
    playback.peers.state["accounts"] = "down";
    const tv = await playback.start(TV);
    playback.peers.state["accounts"] = "up";
    expect((await playback.start(PHONE)).__typename).toBe("PlaySession");
    await playback.beat(tv.slotToken, 1);
    const { data } = await playback.run(
      "{ viewer { concurrency { limit slots { governed } } } }",
      {},
      `Bearer ${TV}`,
    );
    expect(data.viewer.concurrency).toEqual({ limit: 2, slots: [{ governed: true }, { governed: true }] });
  });
});
