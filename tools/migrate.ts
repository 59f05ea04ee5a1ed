import { services } from "../launcher/manifest.js";
import { secretOf } from "../lib/config.js";
import { applyMigrations } from "../lib/schema-engine.js";

/** `npm run db:migrate`: applies the migrations of every service whose DATABASE_URL_<SERVICE> (or …_FILE) is set. */
async function main(): Promise<void> {
  const given = services.flatMap(({ name }) => {
    const databaseUrl = secretOf(`DATABASE_URL_${name.toUpperCase()}`, process.env);
    return databaseUrl ? [{ name, databaseUrl }] : [];
  });
  if (given.length === 0) {
    const names = services.map(({ name }) => `DATABASE_URL_${name.toUpperCase()}`).join(", ");
    throw new Error(`set one or more of ${names}; the embedded PostgreSQL is migrated by npm start itself`);
  }
  for (const { name, databaseUrl } of given) {
    const applied = await applyMigrations(databaseUrl, `prisma/${name}/migrations`);
    console.log(`${name}: ${applied.length === 0 ? "up to date" : `applied ${applied.join(", ")}`}`);
  }
}

await main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
// A ten-second timer inside the schema engine would hold the process for nothing.
process.exit();
