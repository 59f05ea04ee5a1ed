import type { Image, ImageKind } from "../image.js";
import type { XmlElement } from "./element.js";

const KINDS: Readonly<Record<string, ImageKind>> = { poster: "POSTER", backdrop: "BACKDROP", still: "STILL" };
/** Sizes beyond are mistakes. */
const LARGEST_PIXELS = 20_000;

/** The logo of a channel: its first <icon> that can be loaded. */
export function readLogo(channel: XmlElement): Image[] {
  return readIcons(channel, () => "LOGO").slice(0, 1);
}

/** A programme's pictures: <image> names its kind; an <icon> wider than high is a still, any other a poster. */
export function readPictures(programme: XmlElement): Image[] {
  const icons = readIcons(programme, (width, height) =>
    width && height && width > height ? "STILL" : "POSTER",
  );
  const images = programme.children.flatMap((child): Image[] => {
    const kind = child.name === "image" ? KINDS[child.attributes["type"] ?? ""] : undefined;
    const url = loadableUrl(child.text);
    return kind && url ? [{ kind, url, width: null, height: null }] : [];
  });
  return [...images, ...icons];
}

function readIcons(
  element: XmlElement,
  kindOf: (width: number | null, height: number | null) => ImageKind,
): Image[] {
  return element.children.flatMap((child): Image[] => {
    const url = child.name === "icon" ? loadableUrl(child.attributes["src"] ?? "") : null;
    if (!url) return [];
    const width = pixels(child.attributes["width"]);
    const height = pixels(child.attributes["height"]);
    return [{ kind: kindOf(width, height), url, width, height }];
  });
}

/** Guides also name files beside themselves, which no client can load. */
function loadableUrl(text: string): string | null {
  const url = text.trim();
  return /^https?:\/\/\S+$/i.test(url) ? url : null;
}

function pixels(text: string | undefined): number | null {
  const count = /^\d{1,5}$/.test(text ?? "") ? Number(text) : 0;
  return count > 0 && count <= LARGEST_PIXELS ? count : null;
}
