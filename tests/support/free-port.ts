import { createServer } from "node:net";

/**
 * Below the ports that the system gives to whoever connects (from 32,768), also those of a Redis cluster's bus, 10,000
 * above: while a server is down there, a client that goes on trying could be given its port, and keep it from coming back.
 */
const FIRST = 10_000;
const PORTS = 12_000;
/** In a row that are taken: then it is not ports that are missing. */
const MOST_TRIES = 200;
/** Files of tests that run side by side begin elsewhere. */
let offered = Math.floor(Math.random() * PORTS);

/** A port that nobody listens on; none is given twice before all others were, for who asks may listen much later. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = FIRST + (offered % PORTS);
    offered += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`a free port must be among ${MOST_TRIES} from ${FIRST} on, and none was`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
