import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/**
 * Makes dist/page/ of page/ and client/ with Vite, and checks its types. Does nothing when both are what they were. In
 * processes of their own: `npm start` goes on in the one that builds.
 */
const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const INPUTS = ["page", "client"];
const INPUT_FILES = ["package-lock.json", "tsconfig.json", "tools/build-page.mjs"];

/** What is in dist/ beside what the compiler leaves there. */
export const PAGE_FOLDER = "page";

export async function buildPage() {
  const stamp = path.join(root, "dist", PAGE_FOLDER, ".built-from");
  const digest = await digestOfInputs();
  if ((await readFile(stamp, "utf8").catch(() => "")) === digest) return;
  const program = (/** @type {string[]} */ ...name) => path.join(root, "node_modules", ...name);
  await Promise.all([
    run(process.execPath, [program("vite", "bin", "vite.js"), "build", "page", "--logLevel", "warn"], {
      cwd: root,
    }),
    run(process.execPath, [program("typescript", "bin", "tsc"), "-p", "page/tsconfig.json"], { cwd: root }),
  ]);
  await writeFile(stamp, digest);
}

async function digestOfInputs() {
  const found = await Promise.all(
    INPUTS.map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    }),
  );
  const hash = createHash("sha256").update(process.version);
  for (const file of [...found.flat(), ...INPUT_FILES].sort()) {
    hash.update(file).update(await readFile(path.join(root, file)));
  }
  return hash.digest("hex");
}
