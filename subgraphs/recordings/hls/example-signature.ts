import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface ExampleKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** How far the sender's clock may be away from ours. */
const MOST_SKEW_MS = 15 * 60_000;

/**
 * What an S3-compatible store says of a request's AWS Signature Version 4: null where it is right, else the code of its
 * refusal. Written from the specification, apart from what signs, and tested with the specification's own example.
 */
export function refusalOf(request: SignedRequest, key: ExampleKey, now: number): string | null {
  const header = (name: string) => String(request.headers[name] ?? "").trim();
  const said =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header("authorization"),
    );
  if (!said) return "AccessDenied";
  const [, credential = "", names = "", signature = ""] = said;
  const time = header("x-amz-date");
  const date = time.slice(0, 8);
  const scope = `${date}/${key.region}/s3/aws4_request`;
  if (credential !== `${key.accessKeyId}/${scope}`) return "InvalidAccessKeyId";
  const instant = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(instant - now) <= MOST_SKEW_MS)) return "RequestTimeTooSkewed";
  const digest = header("x-amz-content-sha256");
  if (sha256(request.body) !== digest) return "XAmzContentSHA256Mismatch";
  const signed = names.split(";");
  if (!["host", "x-amz-content-sha256", "x-amz-date"].every((name) => signed.includes(name)))
    return "AccessDenied";
  const [path = "", query = ""] = request.target.split("?");
  const canonical = [
    request.method,
    path,
    query.split("&").filter(Boolean).map(asPair).sort().join("&"),
    ...signed.map((name) => `${name}:${header(name).replace(/\s+/g, " ")}`),
    "",
    names,
    digest,
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const steps = [date, key.region, "s3", "aws4_request", toSign];
  const right = steps.reduce<Uint8Array>(
    (secret, step) => createHmac("sha256", secret).update(step).digest(),
    Buffer.from(`AWS4${key.secretAccessKey}`),
  );
  return timingSafeEqual(right, Buffer.from(signature, "hex")) ? null : "SignatureDoesNotMatch";
}

function asPair(text: string): string {
  const [name = "", value = ""] = text.split("=").map((part) => decodeURIComponent(part.replace(/\+/g, " ")));
  const written = (part: string) =>
    encodeURIComponent(part).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return `${written(name)}=${written(value)}`;
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
