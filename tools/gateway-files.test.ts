import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { composeServicesOf, driftedFiles, writeGatewayFiles } from "./gateway-files.js";

let root: string;

async function writeSchema(field: string) {
  await mkdir(join(root, "subgraphs", "items"), { recursive: true });
  await writeFile(join(root, "subgraphs", "items", "schema.graphql"), `type Query { ${field}: Int }`);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "gateway-files-"));
  await mkdir(join(root, "gateway"));
  await writeSchema("count");
});

afterEach(() => rm(root, { recursive: true }));

test("files that are missing, or made from other schemas, are found; those just written are not", async () => {
  const files = await composeServicesOf(root, ["items"]);
  expect(await driftedFiles(root, files)).toEqual(["gateway/supergraph.graphql", "gateway/policy.json"]);
  await writeGatewayFiles(root, files);
  expect(await driftedFiles(root, files)).toEqual([]);
  await writeSchema("total");
  expect(await driftedFiles(root, await composeServicesOf(root, ["items"]))).toEqual([
    "gateway/supergraph.graphql",
  ]);
});
