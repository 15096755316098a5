// Elements, and texts of repositories on their way into the page. Everything becomes text nodes: nothing here, or anywhere in
// the page, parses markup; the policy in the head would refuse it (require-trusted-types-for).

const $ = (id) => document.getElementById(id);

// make("p", {class: "soft"}, "text", element): null children are left out, true and false set and leave out an attribute.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// Controls, and characters that hide or reorder text: C0, C1, soft hyphen, direction marks and isolates, zero-width
// characters, line and paragraph separators, variation selectors' neighbours, tag characters.
const kHidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\u{e0000}-\u{e0fff}]/u;
const kHiddenParts = new RegExp(`(${kHidden.source})`, "u");

const codePoint = (character) => "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

// A text of a repository: kept from changing the direction of what stands around it, its hidden characters shown as U+202E.
function foreign(text, attributes) {
  const element = make("bdi", attributes);
  if (!kHidden.test(text)) {
    element.textContent = text;
    return element;
  }
  for (const part of text.split(kHiddenParts)) {
    if (part === "") continue;
    element.append(kHidden.test(part) ? make("span", {class: "hidden-char"}, codePoint(part)) : part);
  }
  return element;
}

// The same for attributes and options, where there can be no element.
function foreignText(text) {
  return kHidden.test(text) ? text.split(kHiddenParts).map((p) => (p !== "" && kHidden.test(p) ? codePoint(p) : p)).join("") : text;
}

// Only guides of leaksieve's own data hold addresses, and only https ones become links.
function link(url, text) {
  if (!/^https:\/\/[^\s"'<>\\]+$/.test(url)) return foreign(url);
  return make("a", {href: url, rel: "noopener noreferrer", target: "_blank"}, text || url);
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const day = (date) => (date ? date.slice(0, 10) : "");

function time(date) {
  return date ? make("time", {datetime: date, title: foreignText(date)}, foreignText(day(date))) : null;
}

const kUnits = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];

// The two largest units, as leaksieve's text report says them. A year is 365 days, a month 30.
function duration(seconds) {
  const first = kUnits.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "under a minute";
  const [noun, size] = kUnits[first];
  const whole = plural(Math.floor(seconds / size), noun);
  const next = kUnits[first + 1];
  const rest = next ? Math.min(Math.floor((seconds % size) / next[1]), Math.floor(size / next[1]) - 1) : 0;
  return rest > 0 ? `${whole} ${plural(rest, next[0])}` : whole;
}

// At most `most` items, then a button for the others.
function shortList(list, items, most, render) {
  list.append(...items.slice(0, most).map(render));
  if (items.length <= most) return list;
  const button = make("button", {type: "button", class: "plain"}, `Show ${plural(items.length - most, "more")}`.replace(/mores$/, "more"));
  const holder = make("li", {}, button);
  button.addEventListener("click", () => {
    const rest = items.slice(most).map(render);
    holder.replaceWith(...rest);
    rest[0].tabIndex = -1;
    rest[0].focus();
  });
  list.append(holder);
  return list;
}
