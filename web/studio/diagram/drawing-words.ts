/** The words of the editor's own tools: bpmn-js asks for each by its English text, and shows that where there is no other. */

/** `words`: English text -> that in the reader's language, asked for each time. */
export const drawingWords = (words: () => Readonly<Record<string, string>>): object => ({
  translate: [
    "value",
    (text: string, values: Readonly<Record<string, string>> = {}) =>
      (words()[text] ?? text).replaceAll(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap),
  ],
});
