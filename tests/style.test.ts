import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { services } from "../launcher/manifest.js";

const FOLDERS = ["client", "page", "gateway", "subgraphs", "lib", "launcher", "tools", "tests"];
const LONGEST_FILE = 300;
/** Characters of a line of prose: two files beside each other still fit a screen. Code is Biome's to wrap. */
const LONGEST_COMMENT = 125;

async function sources(): Promise<{ file: string; text: string }[]> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(folder, { recursive: true });
      return names
        .filter((name) => /\.m?tsx?$/.test(name) && !name.includes("generated/"))
        .map((name) => path.join(folder, name));
    }),
  );
  return Promise.all(found.flat().map(async (file) => ({ file, text: await readFile(file, "utf8") })));
}

/** The files in which `isWrong`. */
async function offenders(isWrong: (file: string, text: string) => boolean): Promise<string[]> {
  return (await sources()).filter(({ file, text }) => isWrong(file, text)).map(({ file }) => file);
}

const isTest = (file: string) => /\.test\.ts$|^tests\/|\/testing\/|\/example-/.test(file);
const importsOf = (text: string) => [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from ?? "");

/** Whether what `file` imports is a file of `folder`. */
const isOf = (folder: string, file: string, from: string) =>
  from.startsWith(".") && path.join(path.dirname(file), from).startsWith(`${folder}/`);

describe("the walls of the house", () => {
  it("no subgraph imports another", async () => {
    const rooms = services.map(({ name }) => name);
    const crossed = await offenders((file, text) => {
      const room = rooms.find((name) => file.startsWith(`subgraphs/${name}/`));
      if (room === undefined) return false;
      return importsOf(text)
        .map((from) => path.join(path.dirname(file), from))
        .some((target) => rooms.some((other) => other !== room && target.startsWith(`subgraphs/${other}/`)));
    });
    expect(crossed).toEqual([]);
  });

  it("a service asks exactly those that the manifest names, so that apart it knows where they are", async () => {
    for (const { name, asks } of services) {
      const files = await readdir(`subgraphs/${name}/peers`).catch(() => []);
      const asked = services.filter((other) => files.some((file) => file.startsWith(other.name)));
      expect([...asks].sort(), name).toEqual(asked.map((other) => other.name).sort());
    }
  });

  it("the client runs in a browser: it imports nothing but graphql-ws and itself", async () => {
    const crossed = await offenders((file, text) => {
      if (!file.startsWith("client/") || isTest(file)) return false;
      const isForeign = (from: string) =>
        !/^graphql-ws(\/client)?$/.test(from) && !isOf("client", file, from);
      return importsOf(text).some(isForeign) || /\bprocess\.|\brequire\(|\bimport\(/.test(text);
    });
    expect(crossed).toEqual([]);
  });

  it("only a store imports a Prisma client", async () => {
    const crossed = await offenders(
      (file, text) =>
        importsOf(text).some((from) => from.includes("/client/client.js")) && !/\/store(\.ts|\/)/.test(file),
    );
    expect(crossed).toEqual([]);
  });

  it("rules in domain/ know no clock, no input and output, and nothing outside of them", async () => {
    const crossed = await offenders((file, text) => {
      if (!file.includes("/domain/") || isTest(file) || file.includes("simulation")) return false;
      const isPure = !/Date\.now\(|new Date\(\)|console\.|process\.|node:(fs|net|http|timers)/.test(text);
      const staysInside = importsOf(text).every(
        (from) =>
          !from.startsWith(".") ||
          path.join(path.dirname(file), from).includes("/domain/") ||
          from.endsWith("lib/assert-never.js"),
      );
      return !(isPure && staysInside);
    });
    expect(crossed).toEqual([]);
  });

  it("lib/ knows no subgraph and no gateway", async () => {
    expect(
      await offenders(
        (file, text) =>
          file.startsWith("lib/") && /from "\.\.\/(\.\.\/)?(subgraphs|gateway|launcher)/.test(text),
      ),
    ).toEqual([]);
  });

  it("the client runs where there is nothing but a browser: it imports itself and graphql-ws alone", async () => {
    const strangers = await offenders(
      (file, text) =>
        file.startsWith("client/") &&
        !isTest(file) &&
        !importsOf(text).every((from) => from.startsWith("./") || from === "graphql-ws/client"),
    );
    expect(strangers).toEqual([]);
  });

  it("the page is an app like any other: it knows the client by its front door, and nothing of the house", async () => {
    const strangers = await offenders(
      (file, text) =>
        file.startsWith("page/") &&
        !isTest(file) &&
        !importsOf(text).every((from) => {
          const target = path.join(path.dirname(file), from);
          return !from.startsWith(".") || target.startsWith("page/") || target === "client/index.js";
        }),
    );
    expect(strangers).toEqual([]);
  });

  it("the machine's time is asked in clock.ts alone", async () => {
    const asked = await offenders(
      (file, text) =>
        !isTest(file) &&
        !/^(tools\/|(lib|client)\/clock\.ts)/.test(file) &&
        /Date\.now\(|new Date\(\)/.test(text),
    );
    expect(asked).toEqual([]);
  });
});

describe("the size of things", () => {
  it(`no file is longer than ${LONGEST_FILE} lines`, async () => {
    expect(await offenders((_file, text) => text.split("\n").length > LONGEST_FILE + 1)).toEqual([]);
  });

  it(`no line of a comment is longer than ${LONGEST_COMMENT} characters`, async () => {
    const isLong = (line: string) => line.length > LONGEST_COMMENT && /^\s*(\/?\*|\/\/)/.test(line);
    expect(await offenders((_file, text) => text.split("\n").some(isLong))).toEqual([]);
  });

  it("nothing is left to do, switched off or silenced", async () => {
    const left = await offenders((_file, text) =>
      /\b(TODO|FIXME|XXX|HACK)[:\s(]|\b(it|test|describe)\.(skip|only)\b|@ts-(ignore|expect-error)|\bas any\b/.test(
        text,
      ),
    );
    expect(left.filter((file) => file !== "tests/style.test.ts")).toEqual([]);
  });
});

describe("the manifest", () => {
  it("names every subgraph, each with its schema and its migrations", async () => {
    const rooms = (await readdir("subgraphs")).sort();
    expect(services.map(({ name }) => name).sort()).toEqual(rooms);
    for (const { database } of services) {
      expect(await readdir(`prisma/${database}/migrations`)).toContain("migration_lock.toml");
    }
  });

  it("is what docker-compose provides databases for", async () => {
    const compose = await readFile("docker-compose.yml", "utf8");
    const provided = [...compose.matchAll(/^ {2}postgres-(\w+):/gm)].map(([, name]) => name).sort();
    expect(provided).toEqual(services.map(({ database }) => database).sort());
  });
});
