import type { Clock } from "../lib/clock.js";
import type { Logger } from "../lib/logger.js";
import { type GatewayFiles, isSame } from "./gateway-files.js";

export interface ReloadOptions {
  /** Reads the files as they are now. */
  readonly read: () => Promise<GatewayFiles>;
  /** Serves them, or says in the log why not; never rejects. */
  readonly change: (files: GatewayFiles) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reading two small files so often costs nothing, and misses no way in which files are replaced (mounts, links). */
const LOOK_EVERY_MS = 2_000;

/** Looks for newer files until disposed. What was refused is not tried again until it changes, or `now` is called. */
export interface Reload extends Disposable {
  /** True when other files are served than before. Never rejects. */
  now(): Promise<boolean>;
}

export function watchForReload({ read, change, clock, log }: ReloadOptions): Reload {
  let tried: GatewayFiles | null = null;
  let timer: Disposable | undefined;
  let isOver = false;

  const look = async (always: boolean): Promise<boolean> => {
    try {
      const files = await read();
      const isKnown = tried !== null && isSame(tried, files);
      tried = files;
      return isOver || (isKnown && !always) ? false : await change(files);
    } catch (error) {
      log.error({ err: error }, "the supergraph cannot be read: the old one stays");
      return false;
    }
  };
  const arm = () => {
    if (isOver) return;
    timer = clock.after(LOOK_EVERY_MS, () => void look(false).finally(arm));
  };
  arm();
  return {
    now: () => look(true),
    [Symbol.dispose]: () => {
      isOver = true;
      timer?.[Symbol.dispose]();
    },
  };
}
