// What is shown: one value (or a set) a key, all of which a leak has to meet; and the order.

const filters = {text: "", severity: new Set(), state: new Set(), urgency: "", exposure: "", reach: "", service: "", kind: "", target: "", span: null, sort: "priority"};
const filterButtons = [];  // {button, filter}: buttons outside of the form that set a filter
const kNoService = "\u0000none";  // an option for leaks without a service; no service has this name
const serviceOf = (leak) => leak.service || kNoService;

const kReaches = {
  "left-yes": ["Left this machine", (leak) => leak.left_machine.answer === "yes"],
  "left-unknown": ["May have left", (leak) => leak.left_machine.answer === "unknown"],
  "left-no": ["Never left", (leak) => leak.left_machine.answer === "no"],
  "head": ["In HEAD\u2019s files now", (leak) => leak.in_head.now],
  "gone": ["No longer in HEAD\u2019s files", (leak) => !leak.in_head.now],
  "tag": ["In a tag", (leak) => leak.exposure.all.includes("tag")],
  "release": ["In a release", (leak) => leak.exposure.releases.length > 0],
  "fork": ["In a fork\u2019s or review\u2019s refs", (leak) => leak.exposure.forks.length > 0],
  "shared": ["In several repositories", (leak) => leak.repositories.length > 1],
  "people": ["Committed by several people", (leak) => leak.committers.length > 1],
};

const kOrders = {
  priority: ["Priority", (a, b) => a.index - b.index],
  newest: ["Newest first", (a, b) => (b.seconds ?? -Infinity) - (a.seconds ?? -Infinity) || a.index - b.index],
  oldest: ["Oldest first", (a, b) => (a.seconds ?? Infinity) - (b.seconds ?? Infinity) || a.index - b.index],
  longest: ["Longest in HEAD", (a, b) => (b.in_head.seconds ?? -1) - (a.in_head.seconds ?? -1) || a.index - b.index],
  service: ["Service", (a, b) => (a.service || "\uffff").localeCompare(b.service || "\uffff") || a.index - b.index],
};

function tests() {
  const list = [];
  if (filters.severity.size > 0) list.push((leak) => filters.severity.has(leak.severity));
  if (filters.state.size > 0) list.push((leak) => filters.state.has(leak.state.name));
  if (filters.urgency) list.push((leak) => leak.urgency === filters.urgency);
  if (filters.exposure) list.push((leak) => leak.furthest === filters.exposure);
  if (filters.reach) list.push(kReaches[filters.reach][1]);
  if (filters.service) list.push((leak) => serviceOf(leak) === filters.service);
  if (filters.kind) list.push((leak) => leak.kind === filters.kind);
  if (filters.target !== "") list.push((leak) => leak.repositories.includes(Number(filters.target)));
  if (filters.span) list.push((leak) => leak.seconds !== null && leak.seconds >= filters.span.from && leak.seconds < filters.span.to);
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) list.push((leak) => { const text = searchTextOf(leak); return words.every((word) => text.includes(word)); });
  return list;
}

function chosenLeaks() {
  const list = tests();
  const chosen = plan.leaks.filter((leak) => list.every((test) => test(leak)));
  return filters.sort === "priority" ? chosen : chosen.sort(kOrders[filters.sort][1]);
}

const controls = {};  // by key: select and input elements; by "key:value": the boxes of sets

function isSet({key, value, also}) {
  const here = filters[key] instanceof Set ? filters[key].size === 1 && filters[key].has(value) : filters[key] === value;
  return here && (!also || isSet(also));
}

function put(key, value) {
  if (filters[key] instanceof Set) filters[key] = new Set(value === "" ? [] : [value]);
  else filters[key] = value;
}

// A button's filter: set it, or take it back when it is set.
function toggleFilter(filter) {
  const on = !isSet(filter);
  for (let f = filter; f; f = f.also) put(f.key, on ? f.value : "");
  showControls();
  apply();
}

function toggleSpan(span) {
  filters.span = filters.span && filters.span.from === span.from ? null : span;
  showControls();
  apply();
}

function clearFilters() {
  for (const key of Object.keys(filters)) {
    if (key === "span") filters.span = null;
    else if (key !== "sort") put(key, "");
  }
  showControls();
  apply();
}

const anyFilter = () => Object.keys(filters).some((key) => key !== "sort" && (filters[key] instanceof Set ? filters[key].size > 0 : Boolean(filters[key])));

function showPressed() {
  for (const {button, filter} of filterButtons) button.setAttribute("aria-pressed", String(isSet(filter)));
}

function showControls() {
  for (const [name, control] of Object.entries(controls)) {
    const [key, value] = name.split(":");
    if (value !== undefined) control.checked = filters[key].has(value);
    else if (control.value !== filters[key]) control.value = filters[key];
  }
  showPressed();
}

function selectField(key, label, options) {
  const select = make("select", {id: "filter-" + key}, ...options.map(([value, text]) => make("option", {value}, text)));
  select.addEventListener("change", () => { filters[key] = select.value; showPressed(); apply(); });
  controls[key] = select;
  return make("div", {class: "field"}, make("label", {for: select.id}, label), select);
}

function setField(key, label, values) {
  const pills = values.map((value) => {
    const box = make("input", {type: "checkbox", name: key, value});
    box.addEventListener("change", () => { if (box.checked) filters[key].add(value); else filters[key].delete(value); showPressed(); apply(); });
    controls[`${key}:${value}`] = box;
    return make("label", {class: "pill"}, box, make("span", {}, value));
  });
  return make("fieldset", {}, make("legend", {}, label), make("div", {class: "pills"}, ...pills));
}

function searchField() {
  const input = make("input", {type: "search", id: "filter-text", autocomplete: "off", spellcheck: "false", placeholder: "path, commit, author, rule, fingerprint \u2026"});
  let wait = 0;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => { filters.text = input.value; apply(); }, plan.leaks.length > 2000 ? 120 : 40);
  });
  controls.text = input;
  return make("div", {class: "field grow"}, make("label", {for: input.id}, "Search"), input);
}

const withCount = ([value, count]) => [value, `${foreignText(value)} (${count})`];

function showFilters(form) {
  const services = countBy(plan.leaks, serviceOf).map(([value, count]) => (value === kNoService ? [value, `no service (${count})`] : withCount([value, count])));
  const exposures = countBy(plan.leaks, (leak) => leak.furthest).filter(([value]) => value).map(([value, count]) => [value, `${exposureWords(value)} (${count})`]);
  const reaches = Object.entries(kReaches).map(([value, [label, test]]) => [value, label, plan.leaks.filter(test).length]).filter(([, , count]) => count > 0);
  form.append(searchField(), setField("severity", "Severity", kSeverities), setField("state", "State", kStates),
    selectField("urgency", "When to act", [["", "any"], ...kUrgencies.map((name) => [name, kUrgencyWords[name]])]),
    selectField("exposure", "Furthest exposure", [["", "any"], ...exposures]),
    selectField("reach", "Reach", [["", "any"], ...reaches.map(([value, label, count]) => [value, `${label} (${count})`])]),
    selectField("service", "Service", [["", "any"], ...services]), selectField("kind", "Kind", [["", "any"], ...countBy(plan.leaks, (leak) => leak.kind).map(withCount)]));
  if (several) form.append(selectField("target", "Repository", [["", "any"], ...plan.targets.map((target, i) => [String(i), foreignText(target.name)])]));
  form.append(selectField("sort", "Order", Object.entries(kOrders).map(([value, [label]]) => [value, label])));
  const clear = make("button", {type: "button", class: "chip", id: "clear", hidden: true}, "Clear filters");
  clear.addEventListener("click", () => { clearFilters(); controls.text.focus(); });
  form.append(make("button", {type: "button", class: "chip", id: "span", hidden: true}), clear);
  $("span").addEventListener("click", () => { filters.span = null; apply(); controls.text.focus(); });
  form.addEventListener("submit", (event) => event.preventDefault());
}
