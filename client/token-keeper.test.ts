import { describe, expect, it } from "vitest";
import { RequestFailure } from "./request-failure.js";
import { manualPlatform, settled } from "./testing/manual-platform.js";
import { type RefreshAttempt, TokenKeeper, type Tokens } from "./token-keeper.js";

const MINUTE_MS = 60_000;

function session(answer: (attempt: number) => Promise<Tokens | null> | "fresh") {
  const attempts: RefreshAttempt[] = [];
  const { time, clock } = manualPlatform();
  const tokens = (number: number): Tokens => ({
    accessToken: `access ${number}`,
    accessTokenExpiresAt: new Date(time.now() + 15 * MINUTE_MS).toISOString(),
    refreshToken: `refresh ${number}`,
  });
  const used: string[] = [];
  const kept: (Tokens | null)[] = [];
  const keeper = new TokenKeeper(tokens(0), {
    clock,
    async refresh(refreshToken, attempt) {
      used.push(refreshToken);
      attempts.push(attempt);
      const given = answer(used.length);
      return given === "fresh" ? tokens(used.length) : given;
    },
    onTokens: (fresh) => kept.push(fresh),
  });
  return { time, keeper, used, kept, attempts, tokens };
}

/** Attempts that are answered when the test says so, or given up. */
function byHand() {
  const answers: ((tokens: Tokens | null) => void)[] = [];
  const answer = () => new Promise<Tokens | null>((resolve) => answers.push(resolve));
  return { answers, answer };
}

const away = () => Promise.reject(new RequestFailure("UNREACHABLE", "reset"));

describe("a session's tokens", () => {
  it("are used as they are until a minute before they expire, then refreshed once for all who ask", async () => {
    const { time, keeper, used } = session(() => "fresh");
    time.advance(13 * MINUTE_MS);
    expect(await keeper.fresh()).toBe("access 0");
    time.advance(MINUTE_MS);
    const asked = await Promise.all(Array.from({ length: 50 }, () => keeper.fresh()));
    expect(new Set(asked)).toEqual(new Set(["access 1"]));
    expect(used).toEqual(["refresh 0"]);
  });

  it("that were refused are refreshed once, also for those who come with the old one later", async () => {
    const { keeper, used } = session(() => "fresh");
    await Promise.all([keeper.fresh("access 0"), keeper.fresh("access 0")]);
    expect(await keeper.fresh("access 0")).toBe("access 1");
    expect(used).toHaveLength(1);
  });

  it("are refreshed though the device's clock was set back since nobody could", async () => {
    const { time, keeper, used } = session((attempt) => (attempt <= 2 ? away() : "fresh"));
    time.step(120 * MINUTE_MS);
    const asked = keeper.fresh("access 0").catch(() => "away");
    await settled();
    time.advance(500);
    expect(await asked).toBe("away");
    time.step(-120 * MINUTE_MS);
    expect(await keeper.fresh("access 0")).toBe("access 3");
    expect(used).toHaveLength(3);
  });

  it("go on being used while nobody can refresh them, and nobody is signed out", async () => {
    const { time, keeper, used, kept } = session(away);
    time.advance(14 * MINUTE_MS);
    const asked = keeper.fresh();
    await settled();
    time.advance(500);
    expect(await asked).toBe("access 0");
    await keeper.fresh();
    expect(used).toHaveLength(2);
    expect(kept).toEqual([]);
  });

  it("are waited for a moment by a viewer who presses play, and go as they are while accounts says nothing", async () => {
    const { time, keeper, used } = session(() => new Promise(() => undefined));
    time.advance(20 * MINUTE_MS);
    const asked = keeper.atHand();
    await settled();
    time.advance(1_000);
    expect(await asked).toBe("access 0");
    expect(used).toHaveLength(1);
  });

  it("go at once as they are where accounts says that it cannot, for a viewer who presses play", async () => {
    const { time, keeper, used } = session(away);
    time.advance(20 * MINUTE_MS);
    expect(await keeper.atHand()).toBe("access 0");
    expect(used).toHaveLength(1);
  });

  it("are fresh for a viewer who presses play, where accounts answers at once", async () => {
    const { time, keeper } = session(() => "fresh");
    expect(await keeper.atHand()).toBe("access 0");
    time.advance(20 * MINUTE_MS);
    expect(await keeper.atHand()).toBe("access 1");
  });

  it("are forgotten when a refresh is plainly refused", async () => {
    const { keeper, kept } = session(() => Promise.resolve(null));
    expect(await keeper.fresh("access 0")).toBeNull();
    expect(kept).toEqual([null]);
  });

  it("are asked for again at once where the answer was lost, before that counts as theft", async () => {
    const { time, keeper, used } = session((attempt) => (attempt === 1 ? away() : "fresh"));
    const asked = keeper.fresh("access 0");
    await settled();
    time.advance(500);
    expect(await asked).toBe("access 2");
    expect(used).toEqual(["refresh 0", "refresh 0"]);
  });

  it("are the session's also where they come when nobody waits for them any more, and nobody asks meanwhile", async () => {
    let answer: (tokens: Tokens) => void = () => undefined;
    const late = new Promise<Tokens>((resolve) => (answer = resolve));
    const { time, keeper, used, kept } = session(() => late);
    time.advance(20 * MINUTE_MS);
    const asked = keeper.fresh();
    for (const ms of [4_000, 500, 4_000]) {
      await settled();
      time.advance(ms);
    }
    expect(await asked).toBe("access 0");
    time.advance(10_000);
    expect(await keeper.fresh()).toBe("access 0");
    expect(used).toEqual(["refresh 0", "refresh 0"]);
    const accessTokenExpiresAt = new Date(time.now() + 15 * MINUTE_MS).toISOString();
    answer({ accessToken: "access 1", accessTokenExpiresAt, refreshToken: "refresh 1" });
    await settled();
    expect(await keeper.fresh()).toBe("access 1");
    expect(kept).toHaveLength(1);
  });

  it("are had by all who wait as soon as either of two refreshes is answered, and the other is given up", async () => {
    for (const first of [0, 1]) {
      const { answers, answer } = byHand();
      const { time, keeper, attempts, tokens } = session(answer);
      const asked = keeper.fresh("access 0");
      for (const ms of [4_000, 500]) {
        await settled();
        time.advance(ms);
      }
      await settled();
      expect(attempts.map(({ signal }) => signal.aborted)).toEqual([false, false]);
      answers[first]?.(tokens(1));
      await settled();
      expect(attempts.map(({ signal }) => signal.aborted)).toEqual([true, true]);
      answers[1 - first]?.(null);
      expect(await asked).toBe("access 1");
      expect(await keeper.fresh()).toBe("access 1");
    }
  });

  it("are asked for a second time only as long as that is nobody's theft", async () => {
    const { time, keeper, attempts } = session(() => new Promise(() => undefined));
    void keeper.fresh("access 0").catch(() => undefined);
    for (const ms of [4_000, 500]) {
      await settled();
      time.advance(ms);
    }
    await settled();
    expect(attempts).toHaveLength(2);
    expect(4_500 + (attempts[1]?.timeoutMs ?? Number.NaN)).toBeLessThan(10_000);
    expect(attempts[0]?.timeoutMs).toBeGreaterThan(15_000);
  });

  it("of whoever signs in while an old session is refreshed are asked for when it is their turn", async () => {
    const { time, keeper, used, tokens } = session((attempt) =>
      attempt === 1 ? new Promise((_, reject) => setTimeout(reject, 0, new Error("given up"))) : "fresh",
    );
    const asked = keeper.fresh("access 0");
    keeper.adopt(tokens(7));
    expect(await asked).toBe("access 7");
    time.advance(20 * MINUTE_MS);
    expect(await keeper.fresh()).toBe("access 2");
    expect(used).toEqual(["refresh 0", "refresh 7"]);
  });

  it("are not refreshed at every request on a device whose clock is a day ahead", async () => {
    const { keeper, used } = session(async (attempt) => ({
      accessToken: `access ${attempt}`,
      accessTokenExpiresAt: "2026-11-20T20:00:00Z",
      refreshToken: `refresh ${attempt}`,
    }));
    await keeper.fresh("access 0");
    for (let request = 0; request < 100; request += 1) await keeper.fresh();
    expect(used).toHaveLength(1);
  });
});
