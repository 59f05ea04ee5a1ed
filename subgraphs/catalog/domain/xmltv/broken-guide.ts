/** A guide that is no XMLTV, or stops being it: what came before is whole. */
export class BrokenGuide extends Error {
  override readonly name = "BrokenGuide";
  /** Where it broke, counting from 1. */
  readonly line: number;

  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}
