import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type DefinitionNode, type DirectiveNode, Kind, parse, print } from "graphql";
import { describe, expect, it } from "vitest";
import { services } from "../launcher/manifest.js";

/**
 * tests/contract/ is what partners were promised. A schema may not serve all of it yet, but what it serves is that:
 * the same names, types, arguments, defaults and directives.
 */
const CONTRACT = "tests/contract";
/**
 * How the gateway feeds a subscription, what it lets through, what it counts a list as, and for how long an answer is kept:
 * its own business, and in nobody's contract.
 */
const INTERNAL_DIRECTIVES = ["event", "authorizedByArgument", "cost", "listSize", "cacheControl"];
/** What was promised without a field for it: a STOP comes with its reason over `remoteCommands`, too. */
const ADDED = ["RemoteCommand.reason"];
/** What services have between them: no client ever meets it. */
const isHidden = ({ directives = [] }: { readonly directives?: readonly DirectiveNode[] | undefined }) =>
  directives.some(({ name }) => name.value === "inaccessible");

/** `Type.field(argument)` and the like, each with its type and directives, as one line to compare. */
function signatures(documents: readonly string[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (coordinate: string, signature: string) =>
    found.set(coordinate, (found.get(coordinate) ?? new Set()).add(signature));
  for (const text of documents) {
    for (const definition of parse(text).definitions) noteDefinition(definition, note);
  }
  return found;
}

function noteDefinition(definition: DefinitionNode, note: (coordinate: string, signature: string) => void) {
  if (!("name" in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) return;
  if ("directives" in definition && isHidden(definition)) return;
  const type = definition.name.value;
  if ("directives" in definition) note(type, `${definition.kind} ${printDirectives(definition.directives)}`);
  if ("types" in definition)
    for (const member of definition.types ?? []) note(`${type} = ${member.name.value}`, "");
  if ("values" in definition) {
    for (const value of definition.values ?? [])
      note(`${type}.${value.name.value}`, printDirectives(value.directives));
  }
  if ("interfaces" in definition) {
    for (const name of definition.interfaces ?? []) note(`${type} implements ${name.name.value}`, "");
  }
  if (!("fields" in definition)) return;
  for (const field of definition.fields ?? []) {
    if (isHidden(field)) continue;
    const coordinate = `${type}.${field.name.value}`;
    const fallback = "defaultValue" in field && field.defaultValue ? ` = ${print(field.defaultValue)}` : "";
    note(coordinate, `${print(field.type)}${fallback} ${printDirectives(field.directives)}`);
    for (const argument of "arguments" in field ? (field.arguments ?? []) : []) {
      const value = argument.defaultValue ? ` = ${print(argument.defaultValue)}` : "";
      note(`${coordinate}(${argument.name.value})`, `${print(argument.type)}${value}`);
    }
  }
}

function printDirectives(directives: readonly DirectiveNode[] = []): string {
  return (
    directives
      .filter(({ name }) => !INTERNAL_DIRECTIVES.includes(name.value))
      .map(print)
      // A reference to what another service has is as much of a promise.
      .map((text) => text.replace(", resolvable: false", ""))
      .sort()
      .join(" ")
  );
}

describe("the public contract", async () => {
  const read = (files: string[]) => Promise.all(files.map((file) => readFile(file, "utf8")));
  const promised = signatures(await read((await readdir(CONTRACT)).map((name) => path.join(CONTRACT, name))));
  const schemas = (await readdir("subgraphs", { recursive: true })).filter((name) =>
    services.some((service) =>
      [`${service.name}/schema.graphql`, `${service.name}/messages.graphql`].includes(name),
    ),
  );
  const served = signatures(await read(schemas.map((name) => path.join("subgraphs", name))));

  it("is all that a client meets: nothing has another name", () => {
    const unknown = [...served.keys()].filter((coordinate) => !promised.has(coordinate));
    expect(unknown).toEqual(ADDED);
  });

  it("is kept in types, arguments, defaults and directives", () => {
    const broken = [...served].flatMap(([coordinate, found]) => {
      const wanted = promised.get(coordinate);
      if (!wanted) return [];
      return [...found]
        .filter((signature) => !wanted.has(signature))
        .map((signature) => `${coordinate}: ${signature}, not ${[...wanted].join(" or ")}`);
    });
    expect(broken).toEqual([]);
  });

  it("is served in every argument of what is served", () => {
    const missing = [...promised.keys()].filter(
      (coordinate) =>
        coordinate.includes("(") && served.has(coordinate.split("(")[0] ?? "") && !served.has(coordinate),
    );
    expect(missing).toEqual([]);
  });
});
