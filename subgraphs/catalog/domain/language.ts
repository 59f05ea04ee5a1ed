/** What people speak in a zone, as ISO 639-1, where that is not English. */
const SPOKEN: Readonly<Record<string, readonly string[]>> = {
  de: ["Europe/Berlin", "Europe/Busingen", "Europe/Vaduz", "Europe/Vienna", "Europe/Zurich"],
  es: ["Europe/Madrid", "Atlantic/Canary", "America/Mexico_City", "America/Bogota", "America/Lima"],
  fr: ["Europe/Paris", "Europe/Monaco"],
  it: ["Europe/Rome", "Europe/Vatican", "Europe/San_Marino"],
  pt: ["Europe/Lisbon", "Atlantic/Madeira", "America/Sao_Paulo"],
  nl: ["Europe/Amsterdam", "Europe/Brussels"],
  pl: ["Europe/Warsaw"],
  cs: ["Europe/Prague"],
  da: ["Europe/Copenhagen"],
  sv: ["Europe/Stockholm"],
  no: ["Europe/Oslo"],
  fi: ["Europe/Helsinki"],
  hu: ["Europe/Budapest"],
  el: ["Europe/Athens"],
  ja: ["Asia/Tokyo"],
  ko: ["Asia/Seoul"],
};
const BY_ZONE = new Map(
  Object.entries(SPOKEN).flatMap(([language, zones]) => zones.map((zone) => [zone, language] as const)),
);

/** The language that a channel speaks: that of its zone, as ISO 639-1. */
export function languageOf(timezone: string): string {
  return BY_ZONE.get(timezone) ?? "en";
}

/** Whether a guide's `lang` (`de`, `de-AT`, `de_CH`, `deu`, `ger`) means this language. */
export function isLanguage(written: string, language: string): boolean {
  const code = /^[a-z]{2,3}(?![a-z])/i.exec(written.trim())?.[0].toLowerCase();
  if (code === undefined) return false;
  // Either way to write Norwegian is Norwegian.
  return (/^n[bn]$|^n[no][bo]$/.test(code) ? "no" : Intl.getCanonicalLocales(code)[0]) === language;
}
