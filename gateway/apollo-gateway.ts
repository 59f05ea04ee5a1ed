// @apollo/gateway exports telemetry over OTLP unless this is set before a gateway is made. Nothing here calls
// out.
process.env["APOLLO_TELEMETRY_DISABLED"] = "true";

export { ApolloGateway, buildOperationContext, executeQueryPlan } from "@apollo/gateway";
