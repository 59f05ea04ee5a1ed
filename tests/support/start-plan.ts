import type { ProcessName } from "../../launcher/manifest.js";
import { freePort } from "./free-port.js";

/** A process to start, and what it is told beside what all are: its port is among it. */
export interface PlannedProcess {
  readonly name: ProcessName;
  readonly replica: number;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Processes that know each other's addresses before any of them runs, started as many at once as may: recordings when the
 * guide that it reads is there, for else it would read each channel again and again as it grows, and gateways after all
 * that they ask.
 */
export class StartPlan {
  readonly #planned: PlannedProcess[] = [];

  /** Plans the replicas of a process; gives their addresses. */
  async add(name: ProcessName, environments: readonly Readonly<Record<string, string>>[]): Promise<string[]> {
    const ports = await Promise.all(environments.map(() => freePort()));
    for (const [replica, environment] of environments.entries()) {
      this.#planned.push({ name, replica, environment: { ...environment, PORT: String(ports[replica]) } });
    }
    return ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** Rejects with the first failure, when none is still starting. */
  async start(start: (one: PlannedProcess) => Promise<unknown>): Promise<void> {
    const isLate = ({ name }: PlannedProcess) => name === "recordings" || name === "gateway";
    for (const wave of [this.#planned.filter((one) => !isLate(one)), this.#planned.filter(isLate)]) {
      const starts = await Promise.allSettled(wave.map(start));
      const failed = starts.find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
    }
  }
}
