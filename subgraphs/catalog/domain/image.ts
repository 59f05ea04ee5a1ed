/** A picture and where to load it. */
export interface Image {
  readonly kind: ImageKind;
  readonly url: string;
  /** In pixels, where known. */
  readonly width: number | null;
  readonly height: number | null;
}

export type ImageKind = "LOGO" | "POSTER" | "BACKDROP" | "STILL" | "PREVIEW";

/** Those of one kind, or all where none is asked for. */
export function imagesOfKind(images: readonly Image[], kind: ImageKind | null | undefined): Image[] {
  return images.filter((image) => kind == null || image.kind === kind);
}
