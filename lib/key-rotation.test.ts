import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RotationRules, rotationAt } from "./key-rotation.js";

const HOUR_MS = 60 * 60_000;
const RULES: RotationRules = { rotateMs: 720 * HOUR_MS, aheadMs: HOUR_MS, behindMs: 48 * HOUR_MS };
const { rotateMs, aheadMs, behindMs } = RULES;

describe("keys that rotate", () => {
  it("begin with one that signs at once", () => {
    expect(rotationAt([], 0, RULES)).toEqual({ signing: null, published: [], isDue: true });
    const first = { createdAt: 0 };
    expect(rotationAt([first], 0, RULES)).toEqual({ signing: first, published: [first], isDue: false });
  });

  it("never sign with a key that verifiers may not have read, nor take back one that verifies what is still good", () => {
    const ages = fc.array(fc.integer({ min: 1, max: 2 * rotateMs }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ages, fc.integer({ min: 0, max: 8 * rotateMs }), (gaps, later) => {
        const births = [0];
        for (const gap of gaps) births.unshift((births[0] ?? 0) + gap);
        const keys = births.map((createdAt) => ({ createdAt }));
        const now = (births[0] ?? 0) + later;
        const { signing, published } = rotationAt(keys, now, RULES);
        if (!signing) throw new Error("there is no key");
        expect(published).toContain(signing);
        expect(signing.createdAt === 0 || signing.createdAt + aheadMs <= now).toBe(true);
        // Whatever signed within the last `behindMs` is still published.
        for (const ago of [0, behindMs / 2, behindMs - 1]) {
          const born = keys.filter(({ createdAt }) => createdAt <= now - ago);
          const before = rotationAt(born, now - ago, RULES).signing;
          if (before) expect(published).toContain(before);
        }
      }),
    );
  });

  it("are followed by new ones, and leave", () => {
    const old = { createdAt: 0 };
    expect(rotationAt([old], rotateMs, RULES).isDue).toBe(true);
    const next = { createdAt: rotateMs };
    expect(rotationAt([next, old], rotateMs + aheadMs - 1, RULES)).toMatchObject({
      signing: old,
      isDue: false,
    });
    expect(rotationAt([next, old], rotateMs + aheadMs, RULES).signing).toBe(next);
    expect(rotationAt([next, old], rotateMs + aheadMs + behindMs, RULES).published).toEqual([next]);
  });
});
