/** A `Content-Disposition` that saves under that name, whatever letters it has (RFC 6266, RFC 8187). */
export function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

const ENDINGS: Readonly<Record<string, string>> = {
  "application/json": ".json",
  "application/pdf": ".pdf",
  "application/xml": ".xml",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "text/plain": ".txt",
  "text/xml": ".xml",
};

/** Documents are named for handlers and forms; a file needs the ending of what it is, whatever its name says. */
export function fileName(name: string, mediaType: string): string {
  const ending = ENDINGS[mediaType.split(";")[0] ?? ""] ?? "";
  return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}
