import { createServer } from "node:http";
import { AnsweringService } from "../../gateway/executor/testing/answering-service.js";
import { readGatewayFiles } from "../../gateway/gateway-files.js";
import { loadSupergraph } from "../../gateway/supergraph.js";
import { listen } from "../../lib/http/listening.js";

/**
 * The services of the supergraph in FOLDER, each at a port of its own, with answers that were made once: for each text, and
 * for the objects that it asks for, whatever other variables say. Which answer a request gets costs no more than to read
 * it.
 */
const WELL = { errors: 0, nulls: 0, faults: 0, failures: 0 };
const LENGTHS: Readonly<Record<string, number>> = {
  edges: 50,
  continueWatching: 20,
  users: 6,
  topProducts: 5,
  reviews: 3,
};
const most = { items: (field: string) => LENGTHS[field] ?? 2, entities: 10_000 };

const loaded = loadSupergraph((await readGatewayFiles(process.env["FOLDER"])).supergraph);
const interfaceObjects = new Set<string>();
const ports: Record<string, number> = {};
for (const name of loaded.serviceNames) {
  const recorded = new Map<string, string>();
  const answer = (body: string) => {
    const { query, variables = {} } = JSON.parse(body) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    // Each gateway has names of its own for the lists of objects that it asks for.
    const objects = Object.entries(variables).filter(([, value]) => Array.isArray(value));
    const key = `${query} ${JSON.stringify(objects)}`;
    const known = recorded.get(key);
    if (known) return known;
    const service = new AnsweringService(
      { name, schema: loaded.serviceSchema(name), interfaceObjects, most },
      "bench",
      WELL,
    );
    const text = JSON.stringify(service.answer(query, Object.fromEntries(objects)));
    recorded.set(key, text);
    return text;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(request.method === "POST" ? answer(Buffer.concat(chunks).toString()) : "{}");
    });
  });
  ports[name] = await listen(server, { port: 0, host: "127.0.0.1" });
}
process.on("disconnect", () => process.exit());
process.send?.({ ports });
