/** Ends of the elements `element` that open directly in `text`: pairs of offsets, outermost only. */
function outermost(text: string, element: string): [number, number][] {
  const found: [number, number][] = [];
  let depth = 0;
  let start = 0;
  for (const tag of text.matchAll(new RegExp(`<(/?)${element}(?:\\s[^>]*)?(/?)>`, 'g'))) {
    if (tag[2]) continue;
    if (tag[1] === '') {
      if (depth === 0) start = tag.index;
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) found.push([start, tag.index + tag[0].length]);
    }
  }
  return found;
}

/** `text` with each outermost element of that name changed; an empty text takes it out. */
export function mapElements(text: string, element: string, change: (one: string) => string): string {
  let result = '';
  let at = 0;
  for (const [start, end] of outermost(text, element)) {
    result += text.slice(at, start) + change(text.slice(start, end));
    at = end;
  }
  return result + text.slice(at);
}

/** The same for what is listed in elements named `list`, as answers of AWS have it. */
export const mapListed = (text: string, list: string, element: string, change: (one: string) => string): string =>
  mapElements(text, list, (whole) => {
    const open = whole.indexOf('>') + 1;
    const close = whole.lastIndexOf('<');
    return whole.slice(0, open) + mapElements(whole.slice(open, close), element, change) + whole.slice(close);
  });

/** Text of the first element of that name; empty where there is none. */
export const textOf = (text: string, element: string): string =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1] ?? '';

/** `text` with other content in the first element of that name. */
export const withContent = (text: string, element: string, content: string): string =>
  text.replace(new RegExp(`<${element}>[\\s\\S]*?</${element}>`), () => `<${element}>${content}</${element}>`);
