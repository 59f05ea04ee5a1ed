import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";

/** A resource of whatever kind; the test of a kind knows what it has. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a spec of its own
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
}

interface Operation {
  readonly op: "add" | "replace";
  readonly path: string;
  readonly value: unknown;
}

interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
  readonly patches?: readonly {
    readonly target: { readonly kind: string; readonly name?: string };
    readonly patch: string;
  }[];
}

/** Keys of a Kustomization that are read here; any other is an error, for nobody would have tried it. */
const KNOWN = ["apiVersion", "kind", "namespace", "resources", "images", "patches"];

/** The resources of a folder's kustomization.yaml, with its patches: as much of kustomize as ours need. */
export async function readKustomization(folder: string): Promise<Resource[]> {
  const file = path.join(folder, "kustomization.yaml");
  const kustomization = parse(await readFile(file, "utf8")) as Kustomization;
  const unknown = Object.keys(kustomization).filter((key) => !KNOWN.includes(key));
  if (unknown.length > 0) throw new Error(`${file} has ${unknown.join(", ")}, which nothing here reads`);
  const resources: Resource[] = [];
  for (const name of kustomization.resources) {
    const target = path.join(folder, name);
    resources.push(
      ...(name.endsWith(".yaml") ? await readResources(target) : await readKustomization(target)),
    );
  }
  for (const { target, patch } of kustomization.patches ?? []) {
    const targets = resources.filter(
      ({ kind, metadata }) => kind === target.kind && (target.name ?? metadata.name) === metadata.name,
    );
    if (targets.length === 0)
      throw new Error(`${file} patches a ${target.kind} ${target.name}, which is not there`);
    for (const one of targets) for (const operation of parse(patch) as Operation[]) apply(one, operation);
  }
  const { namespace } = kustomization;
  return namespace
    ? resources.map((one) => ({ ...one, metadata: { namespace, ...one.metadata } }))
    : resources;
}

/** Every tag that a kustomization gives an image. */
export async function readImages(folder: string): Promise<Kustomization["images"]> {
  return (parse(await readFile(path.join(folder, "kustomization.yaml"), "utf8")) as Kustomization).images;
}

async function readResources(file: string): Promise<Resource[]> {
  return parseAllDocuments(await readFile(file, "utf8")).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Resource;
  });
}

/** JSON Patch, for members of objects. */
function apply(resource: Resource, { op, path: pointer, value }: Operation): void {
  const keys = pointer.slice(1).split("/");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((each, key) => (each as Record<string, unknown>)?.[key], resource);
  if (typeof parent !== "object" || parent === null || (op === "replace" && !(last in parent))) {
    throw new Error(`${resource.kind} ${resource.metadata.name} has no ${pointer} to ${op}`);
  }
  (parent as Record<string, unknown>)[last] = value;
}
