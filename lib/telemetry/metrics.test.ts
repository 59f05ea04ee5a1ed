import { describe, expect, it } from "vitest";
import { BoundedNames, NO_NAME, OTHER_NAMES } from "./bounded-names.js";
import { createMetrics } from "./metrics.js";
import { startMetricsServer } from "./metrics-server.js";

describe("names that clients choose", () => {
  it("are kept up to a bound, and counted together beyond it", () => {
    const names = new BoundedNames(2);
    expect(["Grid", "Start", "Grid", "Third"].map((name) => names.of(name))).toEqual([
      "Grid",
      "Start",
      "Grid",
      OTHER_NAMES,
    ]);
  });

  it("are none of ours when they are no names", () => {
    const names = new BoundedNames(10);
    expect([undefined, "", null].map((name) => names.of(name))).toEqual([NO_NAME, NO_NAME, NO_NAME]);
    expect(names.of("x".repeat(81))).toBe(OTHER_NAMES);
    expect(names.of('a"} 1\nother')).toBe(OTHER_NAMES);
  });
});

describe("metrics of one process", () => {
  it("have one instrument for services that ask for the same one", async () => {
    const metrics = createMetrics();
    const spec = { name: "things_total", help: "Things.", labels: ["service"] } as const;
    metrics.counter<"service">(spec).inc({ service: "a" });
    metrics.counter<"service">(spec).inc({ service: "b" });
    expect((await metrics.scrape()).text).toMatch(/a"\} 1\n.*b"\} 1/);
  });

  it("read every state at each scrape, and go on without one that cannot be read", async () => {
    const metrics = createMetrics();
    const spec = { name: "waiting", help: "Waiting.", labels: ["service"] } as const;
    using broken = metrics.reading<"service">(spec, () => Promise.reject(new Error("away")));
    metrics.reading<"service">(spec, (set) => set(3, { service: "b" }));
    const { text } = await metrics.scrape();
    expect(text).toContain('playhead_waiting{service="b"} 3');
    expect((await metrics.scrape()).text).toContain('playhead_unread_metrics_total{metric="waiting"}');
    expect(broken).toBeDefined();
  });

  it("are served at /metrics alone", async () => {
    const metrics = createMetrics();
    metrics.counter({ name: "things_total", help: "Things." }).inc();
    await using server = await startMetricsServer({ port: 0, host: "127.0.0.1", metrics });
    const origin = `http://127.0.0.1:${server.port}`;
    const scraped = await fetch(`${origin}/metrics`);
    expect(scraped.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await scraped.text()).toContain("playhead_things_total 1");
    expect((await fetch(`${origin}/`)).status).toBe(404);
    expect((await fetch(`${origin}/metrics`, { method: "POST" })).status).toBe(404);
  });
});
