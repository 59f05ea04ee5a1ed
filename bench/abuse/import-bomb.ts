import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** Some kilobytes that become gigabytes: an endless title, packed. */
const TITLE_MEGABYTES = 2_000;

/** Writes the bomb to `folder`, as a guide that a partner might send. */
export async function makeImportBomb(folder: string): Promise<string> {
  const file = path.join(folder, "bomb.xml.gz");
  const megabyte = Buffer.alloc(1 << 20, "a");
  const parts = function* () {
    yield Buffer.from('<tv><channel id="bomb"><display-name>');
    for (let count = 0; count < TITLE_MEGABYTES; count += 1) yield megabyte;
  };
  await pipeline(Readable.from(parts()), createGzip({ level: 1 }), createWriteStream(file));
  return file;
}

/**
 * Imports it into the catalog of `databaseUrl`, as `npm run guide:import` does, until it is refused; gives what was
 * said.
 */
export function importBomb(file: string, databaseUrl: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ["dist/tools/guide-import.js", file, "--source", "bomb"];
    const env = { ...process.env, DATABASE_URL_CATALOG: databaseUrl };
    execFile(process.execPath, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve(
        `${error ? "refused" : "taken"}: ${`${stdout}${stderr}`.trim().split("\n").slice(0, 2).join(" ")}`,
      );
    });
  });
}
