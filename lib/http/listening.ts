import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";

/** Where a server listens. */
export interface ListenAddress {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
}

/**
 * Listens and gives the port.
 *
 * @throws Error with a sentence that says what to do when the port cannot be had.
 */
export async function listen(server: Server, { port, host }: ListenAddress): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    throw new Error(listenFailure(error as NodeJS.ErrnoException, port, host), { cause: error });
  }
  return (server.address() as AddressInfo).port;
}

/** Says at once what `listen` would say later: a start that cannot listen need not begin. */
export async function demandFreePort(address: ListenAddress): Promise<void> {
  const probe = createServer();
  await listen(probe, address);
  await new Promise((resolve) => probe.close(resolve));
}

/** `host:port` to connect to, for a host that may only say where to listen. */
export function authorityOf({ host, port }: ListenAddress): string {
  if (host === "0.0.0.0" || host === "::") return `localhost:${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function listenFailure({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === "EADDRINUSE") return `port ${port} is in use: stop what listens there or set PORT`;
  if (code === "EACCES") return `port ${port} is not for this user: set PORT to one above 1023`;
  if (code === "EADDRNOTAVAIL") return `this machine has no address ${host}: set HOST to one it has`;
  return `port ${port} cannot be opened: ${message}`;
}
