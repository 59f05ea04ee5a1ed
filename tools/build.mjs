import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { buildPage, PAGE_FOLDER } from "./build-page.mjs";

/**
 * Makes everything that is not kept in git: the Prisma clients, the JavaScript in dist/ and the page. Does nothing when
 * the sources are those of the last build. Plain JavaScript, because it runs before there is anything built.
 */
const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const SOURCE_FOLDERS = [
  "client",
  "gateway",
  "subgraphs",
  "lib",
  "launcher",
  "prisma",
  "tools",
  "tests",
  "bench",
];
/** The house as JavaScript; and the types of the client, for apps that install it. */
const PROJECTS = ["tsconfig.json", "tsconfig.client.json"];
const SOURCE_FILES = ["package-lock.json", ...PROJECTS, "vitest.config.ts"];
/** Read at run time, beside the JavaScript that reads them. */
const COPIED = /\.(graphql|json|lua|sql|toml|prisma)$/;
/** What the peers of a bench are installed to. */
const INSTALLED = /(^|\/)node_modules\//;
const GENERATED = /^prisma\/[^/]+\/client\//;

export async function build() {
  await Promise.all([buildHouse(), buildPage()]);
}

async function buildHouse() {
  const files = await sources();
  const stamp = path.join(root, "dist", ".built-from");
  const digest = await digestOf(files);
  if ((await readFile(stamp, "utf8").catch(() => "")) === digest) return;
  await clear(path.join(root, "dist"));
  await generateClients();
  await compile();
  for (const file of files.filter((name) => COPIED.test(name) && name.includes("/"))) {
    await mkdir(path.dirname(path.join(root, "dist", file)), { recursive: true });
    await copyFile(path.join(root, file), path.join(root, "dist", file));
  }
  await writeFile(stamp, digest);
}

/** The page has a stamp of its own: it stays. @param {string} folder */
async function clear(folder) {
  const left = (await readdir(folder).catch(() => [])).filter((name) => name !== PAGE_FOLDER);
  await Promise.all(left.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

async function sources() {
  const found = await Promise.all(
    SOURCE_FOLDERS.map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    }),
  );
  return [
    ...found.flat().filter((file) => !GENERATED.test(file) && !INSTALLED.test(file)),
    ...SOURCE_FILES,
  ].sort();
}

/** @param {string[]} files */
async function digestOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(file).update(await readFile(path.join(root, file)));
  return hash.digest("hex");
}

/**
 * Prisma's generator looks for an engine that it then does not use, and would download it: any executable stands in.
 */
async function generateClients() {
  const services = (await readdir(path.join(root, "prisma"), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  await Promise.all(
    services.map(({ name }) =>
      run(process.execPath, [prisma, "generate"], { cwd: root, env: { ...env, PLAYHEAD_SERVICE: name } }),
    ),
  );
}

async function compile() {
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const options = { cwd: root, maxBuffer: 16 * 1024 * 1024 };
  await Promise.all(PROJECTS.map((project) => run(process.execPath, [compiler, "-p", project], options)));
}

/** @param {any} error */
export function sayWhyItFailed(error) {
  process.stderr.write(`the build failed:\n${error.stdout ?? ""}${error.stderr ?? error.message}\n`);
}

if (process.argv[1] === import.meta.filename) {
  await build().catch((error) => {
    sayWhyItFailed(error);
    process.exitCode = 1;
  });
}
