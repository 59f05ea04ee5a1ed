import { defineConfig } from "prisma/config";

/** One schema a service: PLAYHEAD_SERVICE names the one that Prisma's command works on. */
export default defineConfig({
  schema: `prisma/${process.env["PLAYHEAD_SERVICE"] ?? "catalog"}/schema.prisma`,
});
