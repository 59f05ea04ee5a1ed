import { ReplyError } from "ioredis";
import { BreakerOpen } from "./breaker.js";

/** Redis answers, but says that it cannot serve now. Every other error reply is about the command itself. */
const NOT_NOW = /^(LOADING|BUSY|OOM|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF)\b/;

/** True where Redis could not be asked; false where it answered, be it with an error that a command has provoked. */
export function isOutage(error: unknown): boolean {
  if (error instanceof BreakerOpen) return true;
  return !(error instanceof ReplyError) || NOT_NOW.test((error as Error).message);
}
