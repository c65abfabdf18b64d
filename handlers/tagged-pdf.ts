/**
 * A structure tree for the PDFs that pdfmake lays out, so that a screen reader hears headings, paragraphs and tables in their language
 * (ISO 32000-1, 14.8). pdfmake sets "tagged" without writing any tags; pdfkit below it can write them.
 *
 * A text node or picture of the document definition names its element in `tag`; each line of it is then marked as content of that element.
 * Whatever names none (rules, page numbers) is marked as an artifact. Documents rendered without `tagged: true` are left as they are.
 */

/** An element of the structure tree; its children in reading order. */
export interface Tag {
  /** A standard structure type: `Sect`, `H1`, `P`, `Table`, `TR`, `TH`, `TD`, `Figure`. */
  readonly type: string;
  readonly lang?: string;
  /** What a figure shows. */
  readonly alt?: string;
  /** Of a header cell. */
  readonly scope?: "Row";
  readonly children: Tag[];
}

export const tag = (parent: Tag | undefined, type: string, more: Omit<Tag, "type" | "children"> = {}): Tag => {
  const made: Tag = { type, ...more, children: [] };
  parent?.children.push(made);
  return made;
};

/** Teaches pdfmake's renderer to mark what it draws. Twice is once. */
export async function teachTags(): Promise<void> {
  const { prototype } = (await import("pdfmake/js/Renderer.js")).default.default;
  if (taught.has(prototype)) return;
  taught.add(prototype);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- each is called with the renderer below
  const { renderLine, renderVector, renderSVG, renderPages } = prototype;
  prototype.renderPages = function (pages) {
    const tree = treeOf(pages);
    if (tree !== undefined) this.tagTree = new TagTree(this.pdfDocument, tree);
    renderPages.call(this, pages);
    this.tagTree?.end();
  };
  prototype.renderLine = function (line, x, y) {
    mark(this, line.inlines.find((inline) => inline.tag !== undefined)?.tag, () => renderLine.call(this, line, x, y));
  };
  prototype.renderVector = function (vector) {
    mark(this, undefined, () => renderVector.call(this, vector));
  };
  prototype.renderSVG = function (svg) {
    mark(this, svg.tag, () => renderSVG.call(this, svg));
  };
}

const taught = new WeakSet<object>();

function mark(renderer: PdfMakeRenderer, to: Tag | undefined, draw: () => void): void {
  const { tagTree, pdfDocument } = renderer;
  if (tagTree === undefined) {
    draw();
    return;
  }
  if (to === undefined) pdfDocument.markContent("Artifact");
  else tagTree.begin(to);
  draw();
  pdfDocument.endMarkedContent();
}

/** The root of the tags that the pages name; undefined: they name none. */
function treeOf(pages: readonly PdfMakePage[]): Tag | undefined {
  for (const { items } of pages)
    for (const { item } of items) {
      const found = item.root ?? item.inlines?.find(({ root }) => root !== undefined)?.root;
      if (found !== undefined) return found;
    }
  return undefined;
}

class TagTree {
  readonly #document: PdfKitDocument;
  readonly #elements = new Map<Tag, PdfKitElement>();
  readonly #root: PdfKitElement;

  constructor(document: PdfKitDocument, root: Tag) {
    this.#document = document;
    this.#root = this.#make(root);
    document.addStructure(this.#root);
  }

  begin(to: Tag): void {
    const element = this.#elements.get(to);
    if (element === undefined) throw new Error(`a ${to.type} stands outside the structure tree`);
    element.add(this.#document.markStructureContent(to.type));
  }

  /** Elements write themselves when they end, the innermost first. */
  end(): void {
    this.#root.end();
  }

  #make(made: Tag): PdfKitElement {
    const { type, lang, alt, scope, children } = made;
    const element = this.#document.struct(type, {
      ...(lang === undefined ? {} : { lang }),
      ...(alt === undefined ? {} : { alt }),
      ...(scope === undefined ? {} : { scope }),
    });
    for (const child of children) element.add(this.#make(child));
    this.#elements.set(made, element);
    return element;
  }
}

// ---------------------------------------------------------------- what of pdfkit and pdfmake is used

interface PdfKitElement {
  add(child: object): this;
  end(): void;
}

export interface PdfKitDocument extends AsyncIterable<Uint8Array> {
  markContent(tag: string): void;
  endMarkedContent(): void;
  markStructureContent(tag: string): object;
  struct(type: string, options: object): PdfKitElement;
  addStructure(element: PdfKitElement): void;
  end(): void;
}

interface Tagged {
  readonly tag?: Tag;
  readonly root?: Tag;
}
interface PdfMakePage {
  readonly items: readonly { readonly item: Tagged & { readonly inlines?: readonly Tagged[] } }[];
}

export interface PdfMakeRenderer {
  readonly pdfDocument: PdfKitDocument;
  tagTree?: TagTree;
  renderPages(pages: readonly PdfMakePage[]): void;
  renderLine(line: { readonly inlines: readonly Tagged[] }, x: number, y: number): void;
  renderVector(vector: object): void;
  renderSVG(svg: Tagged): void;
}
