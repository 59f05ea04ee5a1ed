import { readFile } from "node:fs/promises";
import { parse } from "yaml";

export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly ipv4_address?: string }>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, unknown>>;
}

/** docker-compose.yml as Compose reads it where none of the variables that it asks for is set. */
export async function readCompose(): Promise<Compose> {
  const text = await readFile("docker-compose.yml", "utf8");
  return parse(
    text.replaceAll(/\$\{\w+:-([^}]*)\}/g, (_all, fallback: string) => fallback || '""'),
    { merge: true },
  ) as Compose;
}

/** The names of the networks that a service is on. */
export function networksOf({ networks }: ComposeService): readonly string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks);
}
