import type { Lifecycle } from "../lib/lifecycle.js";
import { openServiceDatabase } from "./service-access.js";

/** The catalog's database for a command beside `npm start`. */
export function openCatalogDatabase(
  settings: { readonly databaseUrlCatalog?: string | undefined; readonly dataDir: string },
  lifecycle: Lifecycle,
): Promise<string> {
  const { databaseUrlCatalog: databaseUrl, dataDir } = settings;
  return openServiceDatabase("catalog", { databaseUrl, dataDir }, lifecycle);
}
