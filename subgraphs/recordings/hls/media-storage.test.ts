import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { type ExampleS3, startExampleS3 } from "./example-s3.js";
import { refusalOf } from "./example-signature.js";
import { type ExampleStorage, startExampleBucket, startExampleFiles } from "./example-storages.js";
import type { MediaStorage } from "./media-storage.js";
import { createS3Storage } from "./s3-storage.js";

const MIB = 1_024 * 1_024;
const clock = new ManualClock("2026-11-22T07:00:00Z");

let s3: ExampleS3;

async function* pieces(...all: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) {
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}

describe.each([
  ["the file system", startExampleFiles],
  ["an S3-compatible store", startExampleBucket],
])("media on %s", (_name, start) => {
  let kept: ExampleStorage;
  let storage: MediaStorage;
  beforeEach(async () => {
    kept = await start(clock);
    storage = kept.open();
  });
  afterEach(() => kept[Symbol.asyncDispose]());

  it("are what was written, at once or piece by piece, also a second time", async () => {
    await storage.put("cap_1", "a.ts", Buffer.from("once"));
    await storage.put("cap_1", "b.ts", pieces("piece ", "by ", "piece"));
    await storage.put("cap_1", "a.ts", Buffer.from("again"));
    await storage.put("cap_1", "none.ts", pieces());
    expect(String(await kept.read("cap_1", "a.ts"))).toBe("again");
    expect(String(await kept.read("cap_1", "b.ts"))).toBe("piece by piece");
    expect(await storage.list("cap_1")).toEqual(["a.ts", "b.ts", "none.ts"]);
  });

  it("are listed folder by folder, however many there are", async () => {
    const names = Array.from({ length: 11 }, (_, index) => `s${String(index).padStart(2, "0")}.ts`);
    for (const name of names) await storage.put("cap_1", name, pieces(name));
    await storage.put("cap_11", "other.ts", pieces("other"));
    expect(await storage.list("cap_1")).toEqual(names);
    expect(await storage.list("cap_2")).toEqual([]);
  });

  it("of which a source breaks off leave nothing, and what was there before stays", async () => {
    const broken = () => pieces("a".repeat(6 * MIB), new Error("the source broke off"));
    await expect(storage.put("cap_1", "new.ts", broken())).rejects.toThrow("broke off");
    await storage.put("cap_1", "old.ts", pieces("old"));
    await expect(storage.put("cap_1", "old.ts", broken())).rejects.toThrow("broke off");
    expect(await kept.all()).toEqual(["cap_1/old.ts"]);
    expect(String(await kept.read("cap_1", "old.ts"))).toBe("old");
  });

  it("go with their folder, and with no other one, however often", async () => {
    for (const name of "abcdefghi") await storage.put("cap_1", `${name}.ts`, pieces(name));
    await storage.put("cap_10", "a.ts", pieces("other"));
    await storage.remove("cap_1");
    await storage.remove("cap_1");
    expect(await kept.all()).toEqual(["cap_10/a.ts"]);
  });

  it("stay where their removal is given up before it begins, and go when it is tried again", async () => {
    await storage.put("cap_1", "a.ts", pieces("a"));
    await expect(storage.remove("cap_1", AbortSignal.abort(new Error("too late")))).rejects.toThrow(
      "too late",
    );
    expect(await kept.all()).toEqual(["cap_1/a.ts"]);
    await storage.remove("cap_1", new AbortController().signal);
    expect(await kept.all()).toEqual([]);
  });

  it("have names of ours, and none that lead elsewhere", async () => {
    for (const name of ["../a", "a/b", "", ".hidden", "a?b"]) {
      await expect(storage.put("cap_1", name, pieces("a"))).rejects.toThrow("no name of ours");
      await expect((async () => storage.remove(name))()).rejects.toThrow("no name of ours");
    }
  });

  it("that are large are never held as a whole: no more is asked for than was written, but for a part", async () => {
    let given = 0;
    let most = 0;
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 23; piece += 1) {
        most = Math.max(most, given - (kept.received() ?? given));
        given += MIB;
        yield Buffer.alloc(MIB, piece);
      }
    }
    await storage.put("cap_1", "large.ts", large());
    const bytes = await kept.read("cap_1", "large.ts");
    expect(bytes).toHaveLength(23 * MIB);
    for (let piece = 0; piece < 23; piece += 1) {
      const there = bytes.subarray(piece * MIB, (piece + 1) * MIB);
      expect(there.equals(Buffer.alloc(MIB, piece))).toBe(true);
    }
    expect(most).toBeLessThanOrEqual(6 * MIB);
    expect(await kept.all()).toEqual(["cap_1/large.ts"]);
  });
});

describe("an S3-compatible store", () => {
  beforeEach(async () => {
    s3 = await startExampleS3(() => clock.now());
  });
  afterEach(() => s3[Symbol.asyncDispose]());

  it("takes nothing of who has not its secret, or whose clock is wrong, and says so", async () => {
    const put = (said: object) =>
      createS3Storage({ ...s3.bucket, prefix: "", clock, ...said }).put("cap_1", "a.ts", pieces("a"));
    await expect(put({ secretAccessKey: "a guess" })).rejects.toThrow("403 SignatureDoesNotMatch");
    await expect(put({ region: "elsewhere" })).rejects.toThrow("403 InvalidAccessKeyId");
    await expect(put({ clock: new ManualClock(clock.now() + 3_600_000) })).rejects.toThrow(
      "403 RequestTimeTooSkewed",
    );
    s3.isDown = true;
    await expect(put({})).rejects.toThrow("the store answered PUT cap_1/a.ts with 503 SlowDown");
    s3.isDown = false;
    await put({});
    expect([...s3.objects.keys()]).toEqual(["cap_1/a.ts"]);
  });

  it("is asked for no more of a removal that is given up, and not waited for", async () => {
    const storage = createS3Storage({ ...s3.bucket, prefix: "", clock });
    for (const name of "abcdefghi") await storage.put("cap_1", `${name}.ts`, pieces(name));
    const removal = new AbortController();
    s3.onAsked = (asked) => {
      if (asked.startsWith("POST")) removal.abort(new Error("too late"));
    };
    await expect(storage.remove("cap_1", removal.signal)).rejects.toThrow("too late");
    s3.onAsked = () => undefined;
    expect(s3.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(1);
    expect(s3.objects.size).toBeGreaterThanOrEqual(5);
  });

  it("of tests checks signatures as AWS documents them: by the example there, and by nothing changed of it", () => {
    // "Signature Calculations for the Authorization Header", Amazon S3 API reference: GET of an object with a range.
    const key = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      region: "us-east-1",
    };
    const headers = {
      host: "examplebucket.s3.amazonaws.com",
      range: "bytes=0-9",
      "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-amz-date": "20130524T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    };
    const request = { method: "GET", target: "/test.txt", headers, body: Buffer.alloc(0) };
    const now = Date.parse("2013-05-24T00:00:00Z");
    expect(refusalOf(request, key, now)).toBeNull();
    const others = [
      { ...request, method: "PUT" },
      { ...request, target: "/test.txt?acl" },
      { ...request, target: "/other.txt" },
      { ...request, headers: { ...headers, range: "bytes=0-99" } },
    ];
    for (const other of others) expect(refusalOf(other, key, now)).toBe("SignatureDoesNotMatch");
    expect(refusalOf({ ...request, body: Buffer.from("more") }, key, now)).toBe("XAmzContentSHA256Mismatch");
  });
});
