/** The little of SVG that the pictures need, written so that the same picture is the same bytes. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Strings are text. */
  readonly children: readonly (Element | string)[];
}

export function element(
  name: string,
  attributes: Element['attributes'] = {},
  ...children: Element['children']
): Element {
  return { name, attributes, children };
}

/** An element as XML, one to a line unless it holds text. */
export function render({ name, attributes, children }: Element, indent = ''): string {
  const tag = [name, ...Object.entries(attributes).map(attribute)].join(' ');
  if (children.length === 0) return `${indent}<${tag}/>\n`;
  const content = children.map((child) =>
    typeof child === 'string' ? escape(child) : `\n${render(child, `${indent}  `)}`.trimEnd(),
  );
  const end = children.some((child) => typeof child === 'string') ? '' : `\n${indent}`;
  return `${indent}<${tag}>${content.join('')}${end}</${name}>\n`;
}

function attribute([name, value]: [string, string | number]): string {
  const text = typeof value === 'number' ? String(Number(value.toFixed(2))) : value;
  return `${name}="${escape(text)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escape(text: string): string {
  return text
    .replace(NO_XML, '\u{FFFD}')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
