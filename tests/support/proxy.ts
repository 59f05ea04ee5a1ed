import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** How a dependency behaves: as it is, refusing connections, silent with connections open, or late. */
export type Weather = "fine" | "down" | "hanging" | "slow";

/** Stands between a process and what it depends on, and makes its weather. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  set(weather: Weather): void;
  /** Connections of now stay open without another byte, new ones are served: a host died, and another has its name. */
  replaceHost(): void;
}

/** How late a slow dependency's bytes are: longer than anybody waits. */
const SLOW_MS = 5_000;

/** A TCP proxy to `port` of this machine. */
export async function startProxy(port: number): Promise<TcpProxy> {
  let weather: Weather = "fine";
  const pairs = new Set<readonly [Socket, Socket]>();
  const ofDeadHosts = new WeakSet<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (weather === "down") {
      client.destroy();
      return;
    }
    const target = connect(port, "127.0.0.1");
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [target, client] as const]) {
      from.on("data", (chunk) => {
        if (ofDeadHosts.has(pair)) return;
        if (weather === "slow") setTimeout(() => to.write(chunk), SLOW_MS).unref();
        else if (weather !== "hanging") to.write(chunk);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const [client, target] of pairs) {
      client.destroy();
      target.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      // What was swallowed is lost to the connections of before: they cannot go on as if nothing had been.
      if (next === "down" || weather === "hanging") cut();
      weather = next;
    },
    replaceHost() {
      for (const pair of pairs) ofDeadHosts.add(pair);
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
    },
  };
}
