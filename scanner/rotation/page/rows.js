// The list: rows come in blocks as one scrolls, so that ten thousand secrets cost no more than the first screen.

const kBlock = 80;
const kFullOnPaper = 100, kStepsOnPaper = 1000;  // more than these are printed with their steps only, and as rows only
let chosen = [], shownRows = 0, slice = 0, spanOfLife = null;

// The times that the small life lines share.
function lifeSpan() {
  let low = Infinity, high = asOf ?? -Infinity;
  for (const leak of plan.leaks) {
    if (leak.seconds === null) continue;
    low = Math.min(low, leak.seconds);
    high = Math.max(high, leak.seconds);
  }
  return low < high ? [low, high] : null;
}

// From when it came in (dot), through the time in HEAD's files (thick), to now. Said in words beside it, so it is hidden.
function lifeLine(leak) {
  const svg = draw("svg", {class: "life", viewBox: "0 0 150 20", preserveAspectRatio: "none", "aria-hidden": "true"});
  if (!spanOfLife || leak.seconds === null) return svg;
  const [low, high] = spanOfLife;
  const x = (second) => 4 + 142 * Math.min(1, Math.max(0, (second - low) / (high - low)));
  svg.append(draw("line", {class: "axis", x1: 0, x2: 150, y1: 10, y2: 10}));
  if (leak.exposure.all.length > 0 && leak.state.name !== "rotated") svg.append(draw("line", {class: "after", x1: x(leak.seconds), x2: 150, y1: 10, y2: 10}));
  for (const period of leak.in_head.periods) {
    const from = seconds(period.from.date), to = period.to ? seconds(period.to.date) : high;
    if (from === null || to === null) continue;
    svg.append(draw("line", {class: `held ${leak.severity}`, x1: x(from), x2: Math.max(x(to), x(from) + 1.5), y1: 10, y2: 10}));
  }
  svg.append(draw("rect", {class: "begin", x: x(leak.seconds) - 1, y: 3, width: 2, height: 14}));
  return svg;
}

function headWords(leak) {
  if (leak.in_head.now) return leak.in_head.seconds === null ? "in HEAD now" : `in HEAD for ${duration(leak.in_head.seconds)}`;
  if (leak.in_head.seconds !== null) return `was in HEAD for ${duration(leak.in_head.seconds)}`;
  return leak.in_head.periods.length > 0 ? "was in HEAD" : "not in HEAD";
}

function farWords(leak) {
  const words = [exposureWords(leak.furthest)];
  if (leak.exposure.releases.length > 0) words.push("in a release");
  if (leak.exposure.forks.length > 0) words.push("in a fork\u2019s or review\u2019s refs");
  if (leak.repositories.length > 1) words.push(`in ${leak.repositories.length} repositories`);
  return words;
}

function stepsWords(leak) {
  if (leak.state.name === "rotated") return "done";
  return leak.checklist.length === 0 ? "" : `${tickedOf(leak)}/${leak.checklist.length}`;
}

function showSteps(leak, item = $("leak-" + leak.index)) {
  if (!item) return;
  const cell = item.querySelector(".steps-done");
  cell.replaceChildren(make("span", {class: "away"}, "Steps done: "), stepsWords(leak));
  cell.classList.toggle("all", leak.state.name === "rotated" || (leak.checklist.length > 0 && tickedOf(leak) === leak.checklist.length));
}

function makeRow(leak) {
  const button = make("button", {type: "button", "aria-expanded": "false"}, foreign(leak.title));
  const place = first(leak), guide = guideOf(leak);
  const [furthest, ...further] = farWords(leak);
  const state = leak.state.name === "open" ? null : make("span", {class: `state ${leak.state.name}`}, ` ${leak.state.name}`);
  const row = make("div", {class: "row"},
    make("span", {class: "rank"}, String(leak.priority.rank)),
    make("span", {class: "sev"}, make("span", {class: `severity ${leak.severity}`}, leak.severity)),
    make("div", {class: "secret"}, make("h3", {}, button),
      make("p", {class: "under"}, code(leak.masked, {class: "masked"}), " ", leak.service ? foreign(leak.service) : guide.title === leak.title ? null : guide.title, state,
        place && place.path ? " in " : "", place && place.path ? code(place.path) : null)),
    make("div", {class: "far small"}, furthest, make("span", {class: "under"}, further.length > 0 ? further.join(", ") : kLeftWords[leak.left_machine.answer] || "")),
    make("div", {class: "came small"}, leak.date ? time(leak.date) : "no date", make("span", {class: "under"}, place && place.author ? foreign(place.author.name) : "")),
    make("div", {class: "life-cell small"}, lifeLine(leak), make("span", {class: "under"}, headWords(leak))),
    make("span", {class: "steps-done"}));
  const item = make("li", {class: `leak state-${leak.state.name}`, id: "leak-" + leak.index}, row);
  showSteps(leak, item);
  row.addEventListener("click", (event) => {
    if (event.target.closest("button") || String(getSelection()) === "") setOpen(item, leak, button.getAttribute("aria-expanded") === "false");
  });
  return item;
}

function setOpen(item, leak, open) {
  const button = item.querySelector("h3 button");
  if ((button.getAttribute("aria-expanded") === "true") === open) return;
  button.setAttribute("aria-expanded", String(open));
  item.classList.toggle("expanded", open);
  if (open) {
    item.append(makeDetail(leak));
    button.setAttribute("aria-controls", "detail-" + leak.index);
  } else {
    item.querySelector(".detail").remove();
    button.removeAttribute("aria-controls");
  }
}

function appendRows(count) {
  const block = chosen.slice(shownRows, shownRows + count);
  $("rows").append(...block.map(makeRow));
  shownRows += block.length;
  showMore();
}

// In slices, so that the page answers meanwhile.
function appendAll() {
  clearTimeout(slice);
  appendRows(400);
  if (shownRows < chosen.length) slice = setTimeout(appendAll);
}

function showMore() {
  const left = chosen.length - shownRows;
  const more = $("more");
  if (chosen.length === 0) {
    more.replaceChildren(make("span", {class: "nothing"}, plan.leaks.length === 0 ? "No secrets were found." : "No secret meets these filters."));
    return;
  }
  if (left === 0) {
    more.replaceChildren();
    return;
  }
  if (!$("more-rows")) {
    const next = make("button", {type: "button", class: "plain", id: "more-rows"}, "Show more");
    const all = make("button", {type: "button", class: "plain"}, "Show all");
    // Focus goes to the first row that is new, so that a keyboard does not have to look for it.
    const press = (append) => () => { const from = shownRows; append(); const item = $("rows").children[from]; if (item) item.querySelector("h3 button").focus(); };
    next.addEventListener("click", press(() => appendRows(kBlock)));
    all.addEventListener("click", press(appendAll));
    more.replaceChildren(next, all, make("span", {id: "more-words"}));
    scrollWatch.observe(more);
  }
  $("more-words").textContent = `${left.toLocaleString("en")} more below`;
}

const scrollWatch = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting) && shownRows > 0 && shownRows < chosen.length) appendRows(kBlock);
}, {rootMargin: "600px"});

// Shows what the filters choose. Open rows close: what is open is what one is reading, and that has moved.
function apply() {
  chosen = chosenLeaks();
  shownRows = 0;
  clearTimeout(slice);
  $("rows").replaceChildren();
  appendRows(kBlock);
  const all = plan.leaks.length;
  $("count").textContent = chosen.length === all ? plural(all, "secret") : `${chosen.length.toLocaleString("en")} of ${plural(all, "secret")}`;
  $("clear").hidden = !anyFilter();
  $("span").hidden = !filters.span;
  if (filters.span) $("span").textContent = `Came in: ${filters.span.name} \u00d7`;
  if (filters.span) $("span").setAttribute("aria-label", `Came in: ${filters.span.name}. Take this filter away`);
}

// Before printing everything that is chosen has to be there; afterwards the page is as it was.
let opened = [];
function beforePrint() {
  appendRows(Infinity);
  document.documentElement.dataset.paper = chosen.length <= kFullOnPaper ? "full" : chosen.length <= kStepsOnPaper ? "steps" : "rows";
  if (chosen.length > kStepsOnPaper) return;
  for (const [i, item] of [...$("rows").children].entries()) {
    if (item.classList.contains("expanded")) continue;
    setOpen(item, chosen[i], true);
    opened.push([item, chosen[i]]);
  }
}
function afterPrint() {
  for (const [item, leak] of opened) setOpen(item, leak, false);
  opened = [];
}

// A link to page.html#FINGERPRINT opens that secret.
function goTo(fingerprint) {
  const leak = plan.leaks.find((one) => one.fingerprint === fingerprint || one.aliases.includes(fingerprint) || one.found_as.some((name) => name.fingerprint === fingerprint));
  if (!leak) return;
  if (!chosen.includes(leak)) clearFilters();
  const at = chosen.indexOf(leak);
  if (at >= shownRows) appendRows(at - shownRows + kBlock);
  const item = $("leak-" + leak.index);
  setOpen(item, leak, true);
  item.scrollIntoView();
  item.querySelector("h3 button").focus({preventScroll: true});
}
