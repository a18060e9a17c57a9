/** The part of JSON Schema that the manifest uses. */
export type Schema = {
  readonly type: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
};

/** Patterns that are hints for people who type; the hub says by itself what else is wrong about an address. */
const hints: readonly unknown[] = ['^[hH][tT][tT][pP][sS]?://'];

/** Whether the schema takes the value. */
export function accepts(schema: Schema, value: unknown): boolean {
  if (schema.enum) return schema.enum.includes(value);
  switch (schema.type) {
    case 'array':
      return Array.isArray(value) && acceptsItems(schema, value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && acceptsFields(schema, value);
    case 'integer':
      return Number.isInteger(value) && acceptsNumber(schema, Number(value));
    case 'number':
      return typeof value === 'number' && acceptsNumber(schema, value);
    case 'string':
      return typeof value === 'string' && acceptsText(schema, value);
    default:
      return typeof value === schema.type;
  }
}

function acceptsNumber({ minimum = -Infinity, maximum = Infinity }: Schema, value: number): boolean {
  return value >= minimum && value <= maximum;
}

function acceptsText({ minLength = 0, pattern = '' }: Schema, text: string): boolean {
  return text.length >= minLength && (hints.includes(pattern) || new RegExp(pattern).test(text));
}

function acceptsItems({ items, minItems = 0, maxItems = Infinity }: Schema, list: readonly unknown[]): boolean {
  return list.length >= minItems && list.length <= maxItems && list.every((item) => !items || accepts(items, item));
}

function acceptsFields({ properties = {}, required = [], additionalProperties = true }: Schema, value: object): boolean {
  const isKnown = (name: string) => Object.hasOwn(properties, name);
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, field]) => {
      const schema = isKnown(name) ? properties[name] : undefined;
      return schema ? accepts(schema, field) : additionalProperties;
    })
  );
}
