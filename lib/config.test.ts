import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { describeSettings, readConfig } from "./config.js";

const settings = {
  serviceSecret: z.string().min(5, "must have 5 characters").meta({ description: "signs", secret: true }),
  host: z.string().default("127.0.0.1").meta({ description: "where to listen" }),
};

describe("a secret in a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "playhead-secrets-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function fileWith(text: string): Promise<string> {
    const file = path.join(folder, `secret-${text.length}`);
    await writeFile(file, text);
    return file;
  }

  it("is read from where its variable with _FILE says, without the line break that editors add", async () => {
    const file = await fileWith("in a file\n");
    expect(readConfig(settings, { SERVICE_SECRET_FILE: file })).toEqual({
      serviceSecret: "in a file",
      host: "127.0.0.1",
    });
  });

  it("is an error beside the variable itself, for nobody could tell which of them counts", async () => {
    const given = { SERVICE_SECRET_FILE: await fileWith("in a file"), SERVICE_SECRET: "in a variable" };
    expect(() => readConfig(settings, given)).toThrow(
      "1 error(s):\n  SERVICE_SECRET: set it or SERVICE_SECRET_FILE, not both",
    );
  });

  it("is an error where the file is not there, is empty or is no secret, and its text is not shown", async () => {
    const problemsOf = (file: string) => {
      try {
        return readConfig(settings, { SERVICE_SECRET_FILE: file });
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problemsOf("/nowhere/secret")).toContain(
      'SERVICE_SECRET_FILE: must name a file that can be read, got "/nowhere/secret" (ENOENT)',
    );
    expect(problemsOf(await fileWith(""))).toContain("must name a file with 1..65536 characters, got 0 in");
    expect(problemsOf(await fileWith("x".repeat(65_537)))).toContain("got 65537 in");
    const short = problemsOf(await fileWith("abc"));
    expect(short).toContain("SERVICE_SECRET: must have 5 characters; got a value not shown");
    expect(short).not.toContain("abc");
  });

  it("is for secrets alone, and the help says for which", () => {
    expect(readConfig(settings, { SERVICE_SECRET: "a secret", HOST_FILE: "/etc/hostname" })).toEqual({
      serviceSecret: "a secret",
      host: "127.0.0.1",
    });
    expect(describeSettings(settings)).toEqual([
      "  SERVICE_SECRET  signs (or in the file SERVICE_SECRET_FILE)",
      "  HOST            where to listen (default 127.0.0.1)",
    ]);
  });
});

it("the help names defaults as they are written, not what becomes of them, and none where there is none", () => {
  const said = describeSettings({
    guideHttp: z
      .enum(["on", "off"])
      .default("off")
      .transform((value) => value === "on"),
    trustedProxies: z
      .string()
      .default("")
      .transform((list) => list.split(",")),
    cacheEntries: z.string().transform(Number).default(13),
    name: z.string().optional(),
  });
  expect(said.map((line) => line.trim())).toEqual([
    expect.stringMatching(/^GUIDE_HTTP .*\(default off\)$/),
    expect.not.stringContaining("default"),
    expect.stringMatching(/^CACHE_ENTRIES .*\(default 13\)$/),
    expect.not.stringContaining("default"),
  ]);
});
