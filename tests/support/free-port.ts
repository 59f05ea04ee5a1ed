import { createServer } from "node:net";

/**
 * A port that nobody listens on. Below those that the system gives to whoever connects (from 32,768), also those of a Redis
 * cluster's bus, 10,000 above: while a server is down there, a client that goes on trying could be given its port, and keep
 * it from coming back.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const wanted = 10_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    probe.once("error", () => freePort().then(resolve, reject));
    probe.listen(wanted, "127.0.0.1", () => probe.close(() => resolve(wanted)));
  });
}
