/* eslint-disable no-restricted-syntax, @typescript-eslint/consistent-type-imports, @typescript-eslint/no-unused-vars --
   a declaration says what another package exports, as it exports it */
/**
 * The parts of pdfmake that Reglament calls; its own types describe the browser build and leave these files out. They are CommonJS: what they
 * export as `default` stands one step further in.
 */
declare module "pdfmake/js/Printer.js" {
  class PdfPrinter {
    constructor(
      fonts: Readonly<Record<string, Readonly<Record<string, string>>>>,
      virtualfs: import("./document-pdf.ts").FontFiles,
      urlResolver: { resolve(url: unknown): void; resolved(): Promise<void> },
      localAccessPolicy: (path: string) => boolean,
    );
    createPdfKitDocument(definition: object, options?: object): Promise<import("./tagged-pdf.ts").PdfKitDocument>;
  }
  const file: { readonly default: typeof PdfPrinter };
  export default file;
}
declare module "pdfmake/js/Renderer.js" {
  const file: { readonly default: { readonly prototype: import("./tagged-pdf.ts").PdfMakeRenderer } };
  export default file;
}
declare module "pdfmake/js/PDFDocument.js" {
  class PDFDocument {
    constructor(
      fonts: object,
      images: object,
      patterns: object,
      attachments: object,
      options: object,
      virtualfs: import("./document-pdf.ts").FontFiles,
      localAccessPolicy: (path: string) => boolean,
    );
    provideFont(
      family: string,
      bold: boolean,
      italics: boolean,
    ): { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
  }
  const file: { readonly default: typeof PDFDocument };
  export default file;
}
