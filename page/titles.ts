interface Titled {
  readonly title: string;
  readonly subtitle: string | null;
}

/** The subtitle, unless it is the title again: guides write that where they have no other. */
export function ownSubtitle({ title, subtitle }: Titled): string | null {
  return subtitle?.toLowerCase() === title.toLowerCase() ? null : subtitle;
}
