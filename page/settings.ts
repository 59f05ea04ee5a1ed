/** What the gateway tells the page when it begins (gateway/page.ts). */
export interface Settings {
  readonly household: { readonly email: string; readonly password: string } | null;
  readonly streamOrigins: readonly string[];
}

export async function readSettings(): Promise<Settings> {
  const response = await fetch("/page/settings.json");
  if (!response.ok) throw new Error(`the gateway answered ${response.status} instead of settings`);
  return (await response.json()) as Settings;
}
