import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Lifecycle } from "../../lib/lifecycle.js";

/** Room for a PostgreSQL with its log and five small databases, and not for much more. */
const SIZE = "400m";

/** A folder on a disk of its own, in memory; null where this machine lets nobody mount one. */
export async function mountSmallDisk(lifecycle: Lifecycle): Promise<string | null> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-disk-"));
  lifecycle.defer("folder of the small disk", () => rm(folder, { recursive: true, force: true }));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=0755`, "none", folder]);
  if (mounted.status !== 0) return null;
  lifecycle.defer("small disk", () => void spawnSync("umount", ["-l", folder]));
  await chmod(folder, 0o755);
  return folder;
}
