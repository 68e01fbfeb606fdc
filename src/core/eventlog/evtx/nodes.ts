/** Text that a definition holds itself. */
export interface TextPart {
  readonly kind: "text";
  readonly text: string;
}

/** A place that a value of the instance fills. */
export interface SubstitutionPart {
  readonly kind: "substitution";
  readonly index: number;
  /** Without a value, the attribute or element around it is left out. */
  readonly optional: boolean;
}

export type Part = TextPart | SubstitutionPart;

export interface AttributeNode {
  readonly name: string;
  readonly parts: readonly Part[];
}

export interface ElementNode {
  readonly kind: "element";
  readonly name: string;
  readonly attributes: readonly AttributeNode[];
  readonly content: readonly (ElementNode | Part)[];
}
