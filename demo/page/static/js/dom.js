// Builds nodes. Text always goes in as text, so that no message can bring markup of its own.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props = {}, ...children) {
  return dressed(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), props, children);
}

function dressed(node, props, children) {
  for (const [name, value] of Object.entries(props)) dress(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function dress(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

// Shows `wanted`, a list of [key, version, make], in `parent`: what has neither come, gone nor
// changed keeps its node, and with it the focus and whatever a person is doing there.
export function keyed(parent, wanted) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = wanted.map(([key, version, make]) => {
    const known = old.get(key);
    if (known && known.version === version) return known;
    const node = make();
    node.dataset.key = key;
    node.version = version;
    return node;
  });
  const kept = new Set(nodes);
  for (const node of old.values()) if (!kept.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}

// Fills `root` anew and gives the focus back to the field that had it.
export function refill(root, ...children) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const key = held?.dataset.field;
  const caret = held && "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : null;
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  const heir = key && [...root.querySelectorAll("[data-field]")].find((node) => node.dataset.field === key);
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (caret && typeof caret[0] === "number") heir.setSelectionRange?.(...caret);
}

let numbers = 0;

export function freshId(word) {
  numbers += 1;
  return `${word}-${numbers}`;
}
