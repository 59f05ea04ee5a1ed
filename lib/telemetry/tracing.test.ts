import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { trace } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { startTracing } from "./tracing.js";

const TRACE_ID = "0123456789abcdef0123456789abcdef";

function start(url: string) {
  const tracing = startTracing({
    serviceName: "test",
    collector: { url },
    ratio: 1,
    currentTraceId: () => TRACE_ID,
  });
  trace.getTracer("test").startSpan("something").end();
  return tracing;
}

it("traces go to where the collector's address says, behind the path that it has", async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume().on("end", () => response.end("{}"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const base of ["/otlp", ""]) await start(`http://127.0.0.1:${port}${base}`)[Symbol.asyncDispose]();
  server.close();
  expect(paths).toEqual(["/otlp/v1/traces", "/v1/traces"]);
});

it("a process ends well though its collector has gone", async () => {
  await expect(start("http://127.0.0.1:1")[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
