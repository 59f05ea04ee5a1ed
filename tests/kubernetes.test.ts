import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import {
  callersOf,
  GATEWAY_PORT,
  neighboursOf,
  type ProcessName,
  processNames,
  services,
} from "../launcher/manifest.js";
import { addressSettingOf, apartSettings } from "../launcher/settings.js";
import { readConfig, variableOf } from "../lib/config.js";
import { type Resource, readImages, readKustomization } from "./support/kubernetes.js";

const run = promisify(execFile);
const load = createRequire(import.meta.url);
const OVERLAYS = ["development", "production"] as const;
/** From the first signal until a process ends, as launcher/main.ts has it. */
const DRAIN_WITHIN_SECONDS = 25;
/** As long as callers keep a connection that they do not use (lib/http/replicas.ts). */
const CALLERS_KEEP_ALIVE_MS = 10_000;
/** Something of the kind that each secret is. */
const SECRETS: Readonly<Record<string, string>> = {
  SERVICE_SECRET: "s".repeat(32),
  REDIS_URL: "rediss://:password@redis.example:6379",
  SMTP_URL: "smtps://user:password@mail.example:465",
  RECORDINGS_S3: '{"bucketUrl":"https://media.s3.example","accessKeyId":"id","secretAccessKey":"key"}',
  ...Object.fromEntries(
    services.map(({ name }) => [
      `DATABASE_URL_${name.toUpperCase()}`,
      `postgresql://user:password@postgres.example:5432/${name}?sslmode=verify-full`,
    ]),
  ),
};

/** Where the models have a kind. */
function modelOf({ apiVersion, kind }: Resource): string {
  const [group = "", version] = apiVersion.split("/");
  if (version === undefined) return `kubernetes-models/${group}/${kind}`;
  return group === "monitoring.coreos.com"
    ? `@kubernetes-models/prometheus-operator/${apiVersion}/${kind}`
    : `kubernetes-models/${apiVersion}/${kind}`;
}

const portOf = (name: ProcessName) => services.find((service) => service.name === name)?.port ?? GATEWAY_PORT;
const labelOf = (name: string) => ({ "app.kubernetes.io/name": name });

describe.each(OVERLAYS)("deploy/kubernetes/%s", (overlay) => {
  let resources: Resource[];
  beforeAll(async () => {
    resources = await readKustomization(`deploy/kubernetes/${overlay}`);
  });

  const find = (kind: string, name: string) => {
    const found = resources.find((one) => one.kind === kind && one.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const containerOf = (name: string, kind = "Deployment") => {
    const { template } = find(kind, name).spec;
    return { pod: template.spec, container: template.spec.containers[0] };
  };
  const settingsOf = (name: string): Record<string, string> => {
    const given = containerOf(name).container.env as { name: string; value: string }[];
    return {
      ...find("ConfigMap", "settings").data,
      ...Object.fromEntries(given.map((each) => [each.name, each.value])),
    };
  };

  it("is what Kubernetes' schemas say, with no member that they do not know", async () => {
    for (const resource of resources) {
      const model = load(modelOf(resource))[resource.kind];
      expect(
        () => new model(resource).validate(),
        `${resource.kind} ${resource.metadata.name}`,
      ).not.toThrow();
    }
    const folder = path.resolve("dist", `kubernetes-${overlay}`);
    await mkdir(folder, { recursive: true });
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const lines = resources.map(
      (one, index) =>
        `export const r${index}: import("${modelOf(one)}").I${one.kind} = ${JSON.stringify(one)};`,
    );
    await writeFile(path.join(folder, "resources.ts"), lines.join("\n"));
    const options = ["--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--types", "node"];
    const compiler = path.resolve("node_modules/typescript/bin/tsc");
    const typed = await run(process.execPath, [
      compiler,
      "--ignoreConfig",
      ...options,
      `${folder}/resources.ts`,
    ]).catch((error: { stdout: string }) => error);
    expect(typed.stdout).toBe("");
  });

  it("has every process of the manifest, each with its scaling, its budget and its policy", () => {
    const names = (kind: string) =>
      resources.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
    for (const kind of ["Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"]) {
      expect(names(kind).sort(), kind).toEqual([...processNames].sort());
    }
    expect(names("NetworkPolicy").sort()).toEqual([...processNames, "migrations", "nothing-else"].sort());
    for (const name of processNames) {
      const { template, selector } = find("Deployment", name).spec;
      expect(selector.matchLabels).toEqual(labelOf(name));
      expect(template.metadata.labels).toEqual(labelOf(name));
      expect(containerOf(name).container.args).toEqual([name]);
      expect(find("HorizontalPodAutoscaler", name).spec.scaleTargetRef.name).toBe(name);
      expect(find("Service", name).spec.ports[0]).toMatchObject({ name: "http", port: portOf(name) });
      for (const kind of ["PodDisruptionBudget", "NetworkPolicy"]) {
        const { selector: chosen, podSelector } = find(kind, name).spec;
        expect((chosen ?? podSelector).matchLabels).toEqual(labelOf(name));
      }
    }
  });

  it("tells each process what it has a setting for, and where its neighbours are", () => {
    for (const name of processNames) {
      const settings = apartSettings(name);
      const all = processNames.flatMap((each) => Object.keys(apartSettings(each)));
      const known = all.flatMap((each) => [variableOf(each), `${variableOf(each)}_FILE`]);
      const environment = settingsOf(name);
      expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
      const told = Object.entries(environment).map(([variable, value]) => {
        const base = variable.replace(/_FILE$/, "");
        return base === variable ? [variable, value] : [base, SECRETS[base]];
      });
      expect(() => readConfig(settings, Object.fromEntries(told)), name).not.toThrow();
      for (const neighbour of neighboursOf(name)) {
        expect(environment[variableOf(addressSettingOf(neighbour))]).toBe(
          `http://${neighbour}:${portOf(neighbour)}`,
        );
      }
      expect(environment["PORT"]).toBe(String(portOf(name)));
    }
  });

  it("gives each process the secrets that its settings name, and no other service's", () => {
    for (const [name, kind] of [
      ...processNames.map((each) => [each, "Deployment"]),
      ["migrations-0-1-0", "Job"],
    ]) {
      const { pod, container } = containerOf(name ?? "", kind);
      const isDeployment = kind === "Deployment";
      const { sources } = pod.volumes.find((volume: { name: string }) => volume.name === "secrets").projected;
      const mounted = sources.flatMap(({ secret }: { secret: { items?: { path: string }[] } }) =>
        secret.items ? secret.items.map((item) => item.path) : ["service-secret", "redis-url"],
      );
      const environment: Record<string, string> = isDeployment
        ? settingsOf(name ?? "")
        : Object.fromEntries(
            container.env.map((each: { name: string; value: string }) => [each.name, each.value]),
          );
      const named = Object.entries(environment).filter(([variable]) => variable.endsWith("_FILE"));
      expect(mounted.sort()).toEqual(
        named.map(([, file]) => file.replace("/run/secrets/playhead/", "")).sort(),
      );
      const foreign = sources.filter(
        ({ secret }: { secret: { name: string } }) =>
          !["playhead-shared", `playhead-${name}`].includes(secret.name),
      );
      expect(foreign.length).toBe(isDeployment ? 0 : services.length);
    }
  });

  it("runs nothing as root, on no file system that can be written to, with no rights", () => {
    for (const [name, kind] of [
      ...processNames.map((each) => [each, "Deployment"]),
      ["migrations-0-1-0", "Job"],
    ]) {
      const { pod, container } = containerOf(name ?? "", kind);
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(container.resources.limits.memory).toMatch(/^\d+[MG]i$/);
    }
  });

  it("lets a process drain: nobody new comes, callers let go of it, and it ends before it is killed", () => {
    for (const name of processNames) {
      const { pod, container } = containerOf(name);
      const [command, seconds] = container.lifecycle.preStop.exec.command;
      expect(command).toBe("sleep");
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(seconds) + DRAIN_WITHIN_SECONDS);
      if (name !== "gateway") {
        expect(Number(settingsOf(name)["DRAIN_NOTICE_MS"])).toBeGreaterThan(CALLERS_KEEP_ALIVE_MS);
      }
      expect(container.livenessProbe.httpGet).toEqual({ path: "/live", port: "http" });
      expect(container.readinessProbe.httpGet).toEqual({ path: "/ready", port: "http" });
      expect(container.startupProbe.httpGet).toEqual({ path: "/ready", port: "http" });
      expect(find("Deployment", name).spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    }
  });

  it("leaves migrating to the job, and starts no new replica before it has ended", () => {
    for (const { name } of services) expect(settingsOf(name)["MIGRATIONS"]).toBe("off");
    const { container } = containerOf("migrations-0-1-0", "Job");
    expect(container.command).toEqual(["node", "dist/tools/migrate.js"]);
  });

  it("lets the public reach the gateway alone, and a service those who ask it by the manifest", () => {
    expect(find("NetworkPolicy", "nothing-else").spec).toMatchObject({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    expect(find("NetworkPolicy", "nothing-else").spec.ingress).toBeUndefined();
    const [opened] = find("NetworkPolicy", "gateway").spec.ingress;
    expect(opened).toEqual({ ports: [{ port: GATEWAY_PORT }] });
    for (const { name } of services) {
      const allowed = processNames.filter((each) => neighboursOf(each).includes(name) && each !== name);
      expect(allowed, name).toEqual(expect.arrayContaining([...callersOf(name)]));
      const [inward, metrics, ...rest] = find("NetworkPolicy", name).spec.ingress;
      const from = inward.from.map(
        (peer: { podSelector: { matchLabels: object } }) => peer.podSelector.matchLabels,
      );
      expect(from).toEqual([...allowed].sort().map(labelOf));
      expect(inward.ports).toEqual([{ port: portOf(name) }]);
      expect(metrics.ports).toEqual([{ port: 9464 }]);
      expect(rest).toEqual([]);
    }
    for (const name of processNames) {
      const { egress } = find("NetworkPolicy", name).spec;
      const asked = egress.filter((rule: { to?: { podSelector?: object }[] }) => rule.to?.[0]?.podSelector);
      expect(asked).toEqual(
        neighboursOf(name).map((each) => ({
          to: [{ podSelector: { matchLabels: labelOf(each) } }],
          ports: [{ port: portOf(each) }],
        })),
      );
    }
  });
});

it("an overlay names the release of package.json, by a tag that does not move", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  for (const overlay of OVERLAYS) {
    const images = await readImages(`deploy/kubernetes/${overlay}`);
    expect(images?.map(({ name, newTag }) => [name, newTag])).toEqual([["playhead", version]]);
  }
});

it("a cluster's Prometheus has the rules that are tried", async () => {
  const resources = await readKustomization("deploy/kubernetes/base");
  const rules = parse(await readFile("deploy/monitoring/alerts.yml", "utf8"));
  expect(resources.find(({ kind }) => kind === "PrometheusRule")?.spec).toEqual(rules);
  const monitor = resources.find(({ kind }) => kind === "ServiceMonitor")?.spec;
  for (const { metadata, spec } of resources.filter(({ kind }) => kind === "Service")) {
    expect(metadata.labels).toMatchObject(monitor.selector.matchLabels);
    expect(metadata.labels?.[monitor.jobLabel]).toBe("playhead");
    expect(spec.ports.map(({ name }: { name: string }) => name)).toContain(monitor.endpoints[0].port);
  }
});
