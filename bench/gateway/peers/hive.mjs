import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";
import { unifiedGraphHandler } from "@graphql-hive/router-runtime";
import { measured } from "./measured.mjs";

/** Hive Gateway with Hive Router's planner, which is a native addon. */
const runtime = createGatewayRuntime({
  supergraph: readFileSync(process.env.SUPERGRAPH ?? "", "utf8"),
  unifiedGraphHandler,
  logging: false,
});
const server = createServer(runtime);
server.listen(0, () => measured(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
