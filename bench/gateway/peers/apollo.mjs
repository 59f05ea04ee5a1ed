import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { measured } from "./measured.mjs";

// It sends telemetry unless this is set before it is loaded.
process.env.APOLLO_TELEMETRY_DISABLED = "true";
const { ApolloGateway } = await import("@apollo/gateway");

/** Plain @apollo/gateway and @apollo/server, as their documentation starts them. */
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(process.env.SUPERGRAPH ?? "", "utf8") });
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { port: 0 } });
measured(Number(new URL(url).port));
