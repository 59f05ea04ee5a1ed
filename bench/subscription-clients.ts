import { setTimeout as delay } from "node:timers/promises";
import WebSocket from "ws";

/*
 * The other end of bench/subscriptions.ts, in a process of its own so that it costs the gateway nothing but its share of
 * the machine: so many WebSockets with one subscription each, read without a library. Its parent says `start` and `stop`
 * over IPC; the answer to `stop` is what came in between.
 */

/** What was delivered in one window; latencies in ms from publishing to receiving, sorted. */
export interface Delivered {
  readonly count: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
}

const CONNECTING_AT_ONCE = 50;

const [url = "", count = "0", accounts = "1", scopes = "same"] = process.argv.slice(2);
const QUERY = "subscription { concurrencyChanged { id limit inUse version slots { id startedAt } } }";

let latencies: number[] = [];
let counted = false;
let begun = 0;

/** Resolves when the first state has come. */
function connect(index: number): Promise<void> {
  const account = `ac_${index % Number(accounts)}`;
  const token = scopes === "differ" ? `${account}.scope${index}` : account;
  const webSocket = new WebSocket(url, "graphql-transport-ws", { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    webSocket.on("error", reject);
    webSocket.on("close", (code) => reject(new Error(`a socket was closed with ${code}`)));
    webSocket.on("open", () => {
      const payload = { authorization: `Bearer ${token}` };
      webSocket.send(JSON.stringify({ type: "connection_init", payload }));
    });
    webSocket.on("message", (data) => {
      const text = String(data);
      if (text.includes(`"connection_ack"`)) {
        webSocket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: QUERY } }));
        return;
      }
      // The bench writes the instant of publishing, modulo what an Int holds, where the version is.
      const version = Number(/"version":(\d+)/.exec(text)?.[1] ?? Number.NaN);
      if (Number.isNaN(version)) return reject(new Error(`not a state: ${text}`));
      resolve();
      if (counted) latencies.push((Date.now() % 1_000_000_000) - version);
    });
  });
}

process.on("message", (command) => {
  if (command === "start") {
    latencies = [];
    begun = performance.now();
    counted = true;
  } else {
    counted = false;
    const delivered: Delivered = {
      count: latencies.length,
      seconds: (performance.now() - begun) / 1_000,
      latencies: latencies.sort((left, right) => left - right),
    };
    process.send?.(delivered);
  }
});
process.on("disconnect", () => process.exit());

for (let at = 0; at < Number(count); at += CONNECTING_AT_ONCE) {
  const batch = Math.min(CONNECTING_AT_ONCE, Number(count) - at);
  await Promise.all(Array.from({ length: batch }, (_none, index) => connect(at + index)));
}
await delay(1_000);
process.send?.("ready");
