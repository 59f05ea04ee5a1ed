// Checks the tokens of stream URLs for a CDN or an nginx in front of it (auth_request), without asking the platform:
// node docs/streams/verifier.mjs <port> <URL of the platform's /.well-known/stream-keys.json>
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { createRemoteJWKSet, jwtVerify } from "jose";

/** Longer than any token of ours. */
const LONGEST_TOKEN = 2_048;

/**
 * The slot for which `url` may be delivered, or null. Players send the token with the first URL; what that refers to
 * comes with the cookie that the first answer set.
 *
 * @param {string} url the path and query that the player asked for
 * @param {string} cookies the player's Cookie header
 * @param {import("jose").JWTVerifyGetKey} keys the platform's published keys
 * @param {Date} now
 */
export async function grantFor(url, cookies, keys, now = new Date()) {
  const { pathname, searchParams } = new URL(url, "http://cdn");
  const token = searchParams.get("token") ?? /(?:^|;\s*)stream=([\w.-]+)/.exec(cookies)?.[1] ?? "";
  if (token === "" || token.length > LONGEST_TOKEN) return null;
  try {
    const options = { algorithms: ["EdDSA"], issuer: "playhead", audience: "stream", currentDate: now };
    const { payload } = await jwtVerify(token, keys, { ...options, requiredClaims: ["sub", "exp", "path"] });
    const path = String(payload["path"]);
    // An encoded slash or dot could leave the folder further on.
    const isInside = path.endsWith("/") && pathname.startsWith(path) && !/%2f|%5c|%2e/i.test(pathname);
    return isInside ? { slotId: payload.sub, path, token, expiresAt: payload.exp } : null;
  } catch {
    return null;
  }
}

/** Answers nginx: 204 with the cookie for what follows, or 403. */
export function createVerifier(keys, now = () => new Date()) {
  return createServer(async (request, response) => {
    const url = String(request.headers["x-original-uri"] ?? "");
    const grant = await grantFor(url, request.headers.cookie ?? "", keys, now());
    if (!grant) return response.writeHead(403).end();
    const { token, path, expiresAt } = grant;
    const expires = new Date(expiresAt * 1_000).toUTCString();
    const cookie = `stream=${token}; Path=${path}; Expires=${expires}; Secure; HttpOnly; SameSite=None`;
    response.writeHead(204, { "set-cookie": cookie, "x-slot-id": grant.slotId }).end();
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [port = "8090", keysUrl = "http://127.0.0.1:4000/.well-known/stream-keys.json"] =
    process.argv.slice(2);
  createVerifier(createRemoteJWKSet(new URL(keysUrl))).listen(Number(port), "127.0.0.1");
}
