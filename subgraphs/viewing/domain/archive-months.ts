/** A month of UTC, counted from January of year 0: months follow each other as numbers do. */
export type Month = number;

/** The month in which an instant lies (epoch ms). */
export function monthAt(epochMs: number): Month {
  const date = new Date(epochMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** When a month begins, epoch ms. */
export function monthOf(month: Month): number {
  return Date.UTC(Math.floor(month / 12), month % 12);
}

/** `2026_11`: in the order of time also as texts. */
export function monthText(month: Month): string {
  return `${Math.floor(month / 12)}_${String((month % 12) + 1).padStart(2, "0")}`;
}

/** All months from `first` to `last`. */
export function monthsUntil(first: Month, last: Month): Month[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The months that an archive holds which keeps `kept` whole ones: the present, those before, and the one to come. */
export function monthsKept(now: number, kept: number): { readonly first: Month; readonly last: Month } {
  const present = monthAt(now);
  return { first: present - kept, last: present + 1 };
}
