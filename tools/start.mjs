import { build, sayWhyItFailed } from "./build.mjs";

/** `npm start`: builds what is missing, then runs the built JavaScript in this same process, so that signals reach it. */
try {
  await build();
} catch (error) {
  sayWhyItFailed(error);
  process.exit(1);
}
await import("../dist/launcher/main.js");
