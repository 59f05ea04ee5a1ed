import { expect, it } from "vitest";
import { systemClock } from "../clock.js";
import { createLogger } from "../logger.js";
import type { CallerHeaders, ServiceRequest } from "../service.js";
import type { Subgraph } from "../subgraph.js";
import { createHttpTransport } from "./http-transport.js";
import { createServiceTokens } from "./service-token.js";
import { startSubgraphServer } from "./subgraph-server.js";

it("a service in another process learns where the client is whom it is asked for", async () => {
  const tokensOf = (name: string) =>
    createServiceTokens({ name, secret: "x".repeat(32), clock: systemClock });
  const common = { clock: systemClock, log: createLogger("silent") };
  const execute = async (_request: ServiceRequest, { clientAddress, country }: CallerHeaders) => ({
    data: { from: clientAddress ?? null, country: country ?? null },
  });
  await using server = await startSubgraphServer({
    subgraph: { name: "accounts", execute } as unknown as Subgraph,
    ...common,
    tokens: tokensOf("accounts"),
    callers: ["gateway"],
    port: 0,
    host: "127.0.0.1",
    drainNoticeMs: 0,
  });
  await using transport = createHttpTransport({
    services: { accounts: [`http://127.0.0.1:${server.port}`] },
    tokens: tokensOf("gateway"),
    ...common,
  });
  const ask = (clientAddress?: string, country?: string) =>
    transport.call("accounts", { query: "{ from country }" }, { traceId: "", clientAddress, country });
  expect(await ask("203.0.113.9", "AT")).toEqual({ data: { from: "203.0.113.9", country: "AT" } });
  expect(await ask()).toEqual({ data: { from: null, country: null } });
});
