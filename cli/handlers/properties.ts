/** The inputs or facts of a handler, read from its JSON Schema. */

export interface Property {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Without null, which stands for "not given". */
  readonly values?: readonly string[];
  /** JSON types without `null`; absent with `values`. */
  readonly types?: readonly string[];
}

interface Shape {
  readonly properties?: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly type?: string | readonly string[];
        readonly enum?: readonly unknown[];
        readonly const?: unknown;
      }
    >
  >;
  readonly required?: readonly string[];
}

export function propertiesOf(schema: object): readonly Property[] {
  const { properties = {}, required = [] } = schema as Shape;
  return Object.entries(properties).map(([name, property]) => {
    const values = property.enum ?? (property.const === undefined ? undefined : [property.const]);
    return {
      name,
      description: property.description ?? "",
      required: required.includes(name),
      ...(values === undefined
        ? { types: [property.type ?? []].flat().filter((type) => type !== "null") }
        : { values: values.filter((value) => value !== null).map(String) }),
    };
  });
}
