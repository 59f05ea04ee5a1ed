import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import type { Caller } from "../caller.js";
import { createServiceDataSource, type ServiceAccess } from "../service-data-source.js";
import type { LoadedSupergraph } from "../supergraph.js";
import type { RequestTelemetry } from "../telemetry/request-telemetry.js";
import {
  type CompiledExecutor,
  type CompiledExecutorOptions,
  createCompiledExecutor,
} from "./compiled-executor.js";

type GatewayInterface = ApolloServerOptionsWithGateway<Caller>["gateway"];

export interface CompiledGateway {
  readonly gateway: GatewayInterface;
  /** Null also before the gateway is loaded. */
  readonly prepare: CompiledExecutor["prepare"];
}

/**
 * Apollo's gateway with our executor in the place of its own, which gets what ours leaves to it. Both are of one
 * supergraph, which a gateway keeps for its life: a reload makes another gateway, and compiled operations go with the old.
 */
export function withCompiledExecutor(
  gateway: GatewayInterface,
  options: {
    readonly loaded: LoadedSupergraph;
    readonly services: ServiceAccess;
    readonly telemetry: RequestTelemetry;
    readonly planned?: CompiledExecutorOptions["planned"];
  },
): CompiledGateway {
  const { loaded, services, telemetry, planned } = options;
  let compiled: CompiledExecutor | undefined;
  const ours: GatewayInterface = {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    async load(loadOptions) {
      const { executor: stock } = await gateway.load(loadOptions);
      if (!stock) throw new Error("the gateway gave no executor");
      const sources = loaded.serviceNames.map(
        (name) => [name, createServiceDataSource(name, services)] as const,
      );
      compiled = createCompiledExecutor({
        ...loaded,
        dataSources: new Map(sources),
        stock,
        planned,
        onFallback: telemetry.fallbacks,
        onPlan: (queryPlan) => telemetry.plans({ queryPlan }),
      });
      return { executor: compiled.executor };
    },
  };
  return { gateway: ours, prepare: (key, variables) => compiled?.prepare(key, variables) ?? null };
}
