import { type Clock, systemClock } from "../../lib/clock.js";

/** Time that goes `speed` times as fast since `since`, epoch ms: the same in every process of a campaign. */
export function hurriedClock(since: number, speed: number, machine: Clock = systemClock): Clock {
  return {
    now: () => since + (machine.now() - since) * speed,
    after: (delayMs, action) => machine.after(delayMs / speed, action),
  };
}
