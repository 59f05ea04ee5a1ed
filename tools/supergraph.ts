import { services } from "../launcher/manifest.js";
import { composeServicesOf, driftedFiles, writeGatewayFiles } from "./gateway-files.js";

/**
 * Makes the gateway's supergraph and policy anew; with `--check` only says whether they are as they should
 * be.
 */
async function main(root: string, check: boolean): Promise<void> {
  const files = await composeServicesOf(
    root,
    services.map((service) => service.name),
  );
  const drifted = await driftedFiles(root, files);
  if (drifted.length === 0) return console.log("the supergraph is up to date");
  if (check) {
    throw new Error(
      `not what the subgraphs' schemas give: ${drifted.join(", ")}; run \`npm run supergraph\``,
    );
  }
  await writeGatewayFiles(root, files);
  console.log(`wrote ${drifted.join(" and ")}`);
}

await main(process.cwd(), process.argv.includes("--check")).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
