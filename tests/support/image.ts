import { execFile } from "node:child_process";
import { cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** What a step prints, at most. */
const MOST_OUTPUT_BYTES = 16 * 1_024 * 1_024;

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** What the Dockerfile leaves: a folder in place of the file system, and what it says of the processes in it. */
export interface Image {
  /** WORKDIR, in the folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
  readonly volumes: readonly string[];
}

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/**
 * Runs the steps of a Dockerfile below `folder`, with this machine's own Node in place of the base image. `takenOver` are
 * commands that need not be run, because somebody knows what they leave.
 */
export class ImageBuild {
  readonly #root: string;
  readonly #context: string;
  readonly #stages: readonly Stage[];
  readonly #takenOver: Readonly<Record<string, (cwd: string) => Promise<void>>>;
  readonly #built = new Map<string, Promise<Image>>();

  constructor(options: {
    readonly root: string;
    readonly context: string;
    readonly dockerfile: string;
    readonly takenOver: Readonly<Record<string, (cwd: string) => Promise<void>>>;
  }) {
    this.#root = options.root;
    this.#context = options.context;
    this.#stages = stagesOf(options.dockerfile);
    this.#takenOver = options.takenOver;
  }

  /** The last stage; those that it copies from are built at the same time. */
  build(): Promise<Image> {
    const last = this.#stages.at(-1);
    if (!last) throw new Error("the Dockerfile has no stage");
    return this.#stage(last.name);
  }

  #stage(name: string): Promise<Image> {
    const building = this.#built.get(name) ?? this.#run(name);
    this.#built.set(name, building);
    return building;
  }

  async #run(name: string): Promise<Image> {
    const stage = this.#stages.find((each) => each.name === name);
    if (!stage) throw new Error(`no stage is called ${name}`);
    const parent = this.#stages.some((each) => each.name === stage.from)
      ? await this.#stage(stage.from)
      : undefined;
    let image: Image = {
      ...(parent ?? { environment: {}, user: "root", entrypoint: [], healthCheck: [], volumes: [] }),
      folder: path.join(
        this.#root,
        name,
        parent ? path.relative(this.#folderOf(stage.from), parent.folder) : "",
      ),
    };
    await mkdir(image.folder, { recursive: true });
    for (const { text } of stage.instructions) {
      const from = /--from=(\w+)/.exec(text)?.[1];
      if (from) void this.#stage(from).catch(() => undefined);
    }
    for (const instruction of stage.instructions) image = await this.#step(name, image, instruction);
    return image;
  }

  #folderOf(stage: string): string {
    return path.join(this.#root, stage);
  }

  async #step(stage: string, image: Image, { name, text }: Instruction): Promise<Image> {
    switch (name) {
      case "WORKDIR": {
        const folder = path.join(this.#folderOf(stage), text);
        await mkdir(folder, { recursive: true });
        return { ...image, folder };
      }
      case "ENV":
        return { ...image, environment: { ...image.environment, ...pairsOf(text) } };
      case "COPY":
        await this.#copy(image, text.split(/\s+/));
        return image;
      case "RUN":
        await this.#command(image, text);
        return image;
      case "USER":
        return { ...image, user: text };
      case "VOLUME":
        return { ...image, volumes: [...image.volumes, text] };
      case "ENTRYPOINT":
        return { ...image, entrypoint: JSON.parse(text) };
      case "HEALTHCHECK":
        return { ...image, healthCheck: JSON.parse(text.slice(text.indexOf("["))) };
      case "CMD":
      case "EXPOSE":
        return image;
      default:
        throw new Error(`this knows no ${name} ${text}`);
    }
  }

  async #copy({ folder }: Image, words: readonly string[]): Promise<void> {
    const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
    const paths = words.filter((word) => !word.startsWith("--"));
    const [to = ""] = paths.slice(-1);
    if (from !== undefined) await this.#stage(from);
    const isIgnored = await readIgnored(this.#context);
    for (const source of paths.slice(0, -1)) {
      const isInto = to.endsWith("/") && source !== ".";
      const target = path.join(folder, to, isInto ? path.basename(source) : "");
      if (from !== undefined) await copyLinked(path.join(this.#folderOf(from), source), target);
      else {
        const filter = (each: string) => !isIgnored(path.relative(this.#context, each));
        await cp(path.join(this.#context, source), target, { recursive: true, filter });
      }
    }
  }

  async #command({ folder, environment }: Image, text: string): Promise<void> {
    const takenOver = this.#takenOver[text];
    if (takenOver) return takenOver(folder);
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, npm_config_prefer_offline: "true", ...environment };
    await run("sh", ["-ec", text], { cwd: folder, env, maxBuffer: MOST_OUTPUT_BYTES });
  }
}

/**
 * As COPY does it, what is in a folder into another, but by links where both are on one disk: nobody changes a file that
 * somebody else installed or built.
 */
export async function copyLinked(from: string, to: string): Promise<void> {
  await run("cp", ["-alfT", from, to]).catch(() => run("cp", ["-afT", from, to]));
}

/** Its stages; one that has no name has its number. */
function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = "", text = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === "FROM") {
      const [from = "", , alias = String(stages.length)] = text.split(/\s+/);
      stages.push({ name: alias, from, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, text });
  }
  return stages;
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((pair) => pair.split("=") as [string, string]));
}

/** Whether the .dockerignore leaves out a path, or a folder that it is in. */
async function readIgnored(context: string): Promise<(file: string) => boolean> {
  const text = await readFile(path.join(context, ".dockerignore"), "utf8");
  const patterns = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const escaped = line.replaceAll(/[.+^${}()|[\]]/g, "\\$&").replaceAll("**/", "\0");
      return new RegExp(`^${escaped.replaceAll("*", "[^/]*").replaceAll("\0", "(.*/)?")}(/|$)`);
    });
  return (file) => patterns.some((pattern) => pattern.test(file));
}
