import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { startPlayhead } from "./support/playhead-process.js";

const FILES = ["supergraph.graphql", "policy.json"];

it("an operator replaces the supergraph of a running process, by its files or by SIGHUP", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-reload-"));
  for (const name of FILES) await copyFile(path.join("gateway", name), path.join(folder, name));
  const supergraph = await readFile(path.join(folder, "supergraph.graphql"), "utf8");
  const describe = (text: string) =>
    writeFile(
      path.join(folder, "supergraph.graphql"),
      supergraph.replace(/"""Whether the viewer may watch something."""/, `"""${text}"""`),
    );
  await using running = await startPlayhead({
    PORT: "0",
    DATA_DIR: path.join(folder, "data"),
    SUPERGRAPH_DIR: folder,
    LOG_LEVEL: "error",
  });
  const served = async (text: string) => {
    for (let look = 0; look < 150; look += 1) {
      const response = await fetch(running.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ __schema { types { description } } }" }),
      });
      if ((await response.text()).includes(text)) return true;
      await delay(100);
    }
    return false;
  };
  await describe("Seen by looking.");
  expect(await served("Seen by looking.")).toBe(true);
  await describe("Seen by a signal.");
  running.child.kill("SIGHUP");
  expect(await served("Seen by a signal.")).toBe(true);
  await writeFile(path.join(folder, "supergraph.graphql"), "no schema");
  running.child.kill("SIGHUP");
  for (let look = 0; look < 100 && !running.output().includes("the old one stays"); look += 1)
    await delay(100);
  expect(running.output()).toContain("the new supergraph cannot be served: the old one stays");
  expect(await served("Seen by a signal.")).toBe(true);
  expect(await running.end("SIGTERM")).toBe(0);
  await rm(folder, { recursive: true, force: true });
}, 60_000);
