import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isAlive } from "../launcher/data-lock.js";
import { freePort } from "./support/free-port.js";
import {
  failToStart,
  interruptStart,
  type PlayheadProcess,
  startPlayhead,
} from "./support/playhead-process.js";
import { postmasterOf } from "./support/postmaster.js";
import type { Answer } from "./support/test-house.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-start-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(url: string, query: string, variables?: Record<string, unknown>) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

/** Asks again and again until it is let in. */
function answerAsSoonAsThereIsOne(url: string, query: string): Promise<Answer> {
  return vi.waitFor(async () => (await ask(url, query)).body, { timeout: 120_000, interval: 5 });
}

const SIGN_UP = `mutation {
  signUp(email: "kept@playhead.example", password: "kept-over-a-restart", country: "NZ") { __typename } }`;
const SIGN_IN = `mutation { signIn(email: "kept@playhead.example", password: "kept-over-a-restart") { __typename } }`;

describe("npm start on a bare machine", () => {
  let running: PlayheadProcess;
  let environment: Record<string, string>;
  let firstAnswer: Answer;

  beforeAll(async () => {
    environment = { DATA_DIR: path.join(folder, "data"), PORT: "0" };
    const port = await freePort();
    [firstAnswer, running] = await Promise.all([
      answerAsSoonAsThereIsOne(`http://127.0.0.1:${port}/graphql`, "{ channels(first: 1) { totalCount } }"),
      startPlayhead({ ...environment, PORT: String(port) }),
    ]);
  });
  afterAll(() => running.end("SIGTERM"));

  it("says where it is, who may sign in and what to ask, and what it says works", async () => {
    const said = running.output();
    expect(said).toMatch(/GraphQL {4}http:\/\/127\.0\.0\.1:\d+\/graphql/);
    expect(said).toMatch(/WebSocket {2}ws:\/\/127\.0\.0\.1:\d+\/graphql/);
    expect(said).toContain("demo@playhead.example / watch-tv-tonight");
    const page = /See it {5}(http:\S+\/) /.exec(said)?.[1] ?? "";
    expect(await (await fetch(page)).text()).toContain("<title>Playhead</title>");
    const query = JSON.parse(/-d '(.+)'/.exec(said)?.[1] ?? "{}").query;
    const { body } = await ask(running.url, query);
    expect(body.errors).toBeUndefined();
    expect(body.data.channels.edges).toHaveLength(5);
  });

  it("shows the channels to whoever asks first, however early", () => {
    expect(firstAnswer).toEqual({ data: { channels: { totalCount: 85 } } });
  });

  it("is live and ready on the same port", async () => {
    for (const probe of ["/live", "/ready"]) {
      expect((await fetch(new URL(probe, running.url))).status).toBe(200);
    }
  });

  it("tells a client where its query is malformed", async () => {
    const { status, body } = await ask(running.url, "{ channels(first: ");
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining("Syntax Error"),
      extensions: { code: "GRAPHQL_PARSE_FAILED" },
    });
  });

  it("tells a client which variable is wrong", async () => {
    const { status, body } = await ask(
      running.url,
      "query ($n: Int) { channels(first: $n) { totalCount } }",
      {
        n: "many",
      },
    );
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('"$n" got invalid value "many"'),
      extensions: { code: "BAD_USER_INPUT" },
    });
  });

  it("refuses a second start on the same data, and the first goes on", async () => {
    // On its port, too, as whoever types the same command twice.
    const { code, said } = await failToStart({ ...environment, PORT: new URL(running.url).port });
    expect(code).toBe(1);
    expect(said).toMatch(
      /Playhead already runs on .* \(process \d+\): stop it first, or give this one its own DATA_DIR/,
    );
    expect((await ask(running.url, "{ __typename }")).status).toBe(200);
  });

  it("ends cleanly on SIGTERM, and starts again with the data of before", async () => {
    expect((await ask(running.url, SIGN_UP)).body.data.signUp.__typename).toBe("Session");
    expect(await running.end("SIGTERM")).toBe(0);
    running = await startPlayhead(environment);
    expect((await ask(running.url, SIGN_IN)).body.data.signIn.__typename).toBe("Session");
    expect((await ask(running.url, "{ channels(first: 1) { totalCount } }")).body.data.channels).toEqual({
      totalCount: 85,
    });
  });

  it("starts again after it was killed, with all that was committed", async () => {
    await running.end("SIGKILL");
    running = await startPlayhead(environment);
    expect((await ask(running.url, SIGN_IN)).body.data.signIn.__typename).toBe("Session");
  });

  it("drains on a Ctrl-C that reaches it twice, from the terminal and from npm", async () => {
    const ended = running.end("SIGINT");
    running.child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});

describe("a start that cannot be", () => {
  it("names every wrong setting at once and where to find the right ones", async () => {
    const { code, said } = await failToStart({
      ALLOWED_ORIGINS: "https://tv.example,tv2",
      PORT: "http",
      LOG_LEVEL: "loud",
      DATABASE_URL_ACCOUNTS: "mysql://x",
    });
    expect(code).toBe(1);
    expect(said).toContain('PORT: must be a whole number from 0 to 65535; got "http"');
    expect(said).toContain("LOG_LEVEL:");
    expect(said).toContain("ALLOWED_ORIGINS: must be up to 50 origins such as https://tv.example");
    expect(said).toContain("DATABASE_URL_ACCOUNTS: must be a URL such as postgresql://");
    expect(said).not.toContain("mysql://x");
    expect(said).toContain("npm start -- --help");
  });

  it("says that the port is in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const { code, said } = await failToStart({ DATA_DIR: path.join(folder, "taken"), PORT: String(port) });
    taken.close();
    expect(code).toBe(1);
    expect(said).toContain(`port ${port} is in use: stop what listens there or set PORT`);
  });

  it("says which database is away, without its password", async () => {
    const { code, said } = await failToStart({
      DATA_DIR: path.join(folder, "away"),
      PORT: "0",
      DATABASE_URL_CATALOG: "postgresql://catalog:secret@127.0.0.1:1/catalog",
    });
    expect(code).toBe(1);
    expect(said).toContain("catalog database at postgresql://catalog@127.0.0.1:1/catalog");
    expect(said).not.toContain("secret");
  });

  it("says that the data folder cannot be one", async () => {
    const file = path.join(folder, "a-file");
    await writeFile(file, "");
    const { code, said } = await failToStart({ DATA_DIR: file, PORT: "0" });
    expect(code).toBe(1);
    expect(said).toMatch(/cannot make the data folder .*: set DATA_DIR to one that can be written/);
  });

  it("is ended by Ctrl-C while its PostgreSQL starts, and leaves none behind", async () => {
    const data = path.join(folder, "interrupted");
    let postgres = 0;
    const isStarting = async () => {
      postgres = await postmasterOf(data);
      expect(postgres).toBeGreaterThan(0);
    };
    const { code, said } = await interruptStart({ DATA_DIR: data, PORT: "0" }, () =>
      vi.waitFor(isStarting, { timeout: 30_000, interval: 1 }),
    );
    expect({ code, said }).toEqual({ code: 0, said: "" });
    expect(isAlive(postgres)).toBe(false);
  });

  it("says what it does not understand on the command line", async () => {
    const { code, said } = await failToStart({}, ["--prot", "4000"]);
    expect(code).toBe(1);
    expect(said).toContain("--prot");
    expect(said).toContain("npm start -- --help");
  });

  it("lists every setting with its default", async () => {
    const { code, said } = await failToStart({}, ["--help"]);
    expect(code).toBe(0);
    expect(said).toMatch(/PORT +port of GraphQL.*\(default 4000\)/);
    expect(said).toContain("DATABASE_URL_PLAYBACK");
  });
});
