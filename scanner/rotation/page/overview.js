// The summary's tiles and the tables of exposure by kind and by service. Their numbers are buttons that set a filter.

function share(label, count, fill, filter) {
  const button = make("button", {type: "button", class: "share", "aria-pressed": "false", "data-none": count === 0},
    make("span", {class: fill && `key fill-${fill}`}, label), make("span", {class: "n"}, count.toLocaleString("en")));
  button.addEventListener("click", () => toggleFilter(filter));
  filterButtons.push({button, filter});
  return button;
}

function stack(parts) {
  const bar = make("div", {class: "bar", "aria-hidden": "true"});
  for (const [fill, count] of parts) {
    if (count === 0) continue;
    const piece = make("i", {class: `fill-${fill}`});
    piece.style.flexGrow = String(count);
    bar.append(piece);
  }
  return bar;
}

function tile(title, wide, ...children) {
  return make("div", {class: `tile ${wide}`}, make("h3", {}, title), ...children);
}

function showTiles(holder) {
  const sum = plan.summary;
  const urgencies = {now: "critical", soon: "high", later: "low", done: "good"};
  holder.append(
    tile("When to act", "", stack(kUrgencies.map((name) => [urgencies[name], sum.by_urgency[name]])),
      make("div", {class: "shares"}, ...kUrgencies.map((name) => share(kUrgencyWords[name], sum.by_urgency[name], urgencies[name], {key: "urgency", value: name})))),
    tile("Severity", "", stack(kSeverities.map((name) => [name, sum.by_severity[name]])),
      make("div", {class: "shares"}, ...kSeverities.map((name) => share(name[0].toUpperCase() + name.slice(1), sum.by_severity[name], name, {key: "severity", value: name})))),
    tile("Did it leave this machine?", "", stack([["critical", sum.by_left_machine.yes], ["high", sum.by_left_machine.unknown], ["good", sum.by_left_machine.no]]),
      make("div", {class: "shares"}, share("Yes: rotate", sum.by_left_machine.yes, "critical", {key: "reach", value: "left-yes"}),
        share("Not known", sum.by_left_machine.unknown, "high", {key: "reach", value: "left-unknown"}),
        share("No: history can be cleaned", sum.by_left_machine.no, "good", {key: "reach", value: "left-no"}))),
    tile("State", "", stack([["high", sum.open], ["medium", sum.accepted], ["good", sum.rotated]]),
      make("div", {class: "shares"}, share("Open", sum.open, "high", {key: "state", value: "open"}), share("Accepted for now", sum.accepted, "medium", {key: "state", value: "accepted"}),
        share("Rotated", sum.rotated, "good", {key: "state", value: "rotated"})), make("p", {class: "soft", id: "ticked"})));
}

function showTicked() {
  let steps = 0, done = 0;
  for (const leak of plan.leaks) {
    if (leak.state.name !== "open") continue;
    steps += leak.checklist.length;
    done += tickedOf(leak);
  }
  $("ticked").textContent = steps === 0 ? "" : `${done.toLocaleString("en")} of ${plural(steps, "step")} ticked`;
}

const kMatrixRows = 10;

function showMatrix(holder) {
  if (plan.leaks.length === 0) {
    holder.append(make("p", {class: "soft"}, "There are no secrets."));
    return;
  }
  const exposures = Object.keys(kExposureWords).filter((name) => plan.leaks.some((leak) => leak.furthest === name));
  holder.append(matrix("kind", "Kind", (leak) => leak.kind, exposures), matrix("service", "Service", serviceOf, exposures));
}

// Rows are what `of` gives, which is also the value of the filter `key`; columns are the furthest exposures.
function matrix(key, title, of, exposures) {
  const values = countBy(plan.leaks, of);
  const cells = new Map();
  for (const leak of plan.leaks) cells.set(of(leak) + "\n" + leak.furthest, (cells.get(of(leak) + "\n" + leak.furthest) || 0) + 1);
  const most = Math.max(...cells.values());
  const row = ([value, total]) => make("tr", {}, make("th", {scope: "row"}, value === kNoService ? "no service" : foreign(value)),
    ...exposures.map((exposure) => matrixCell(key, value, exposure, cells.get(value + "\n" + exposure) || 0, most)), make("td", {class: "total"}, total.toLocaleString("en")));
  const body = make("tbody", {}, ...values.slice(0, kMatrixRows).map(row));
  const table = make("table", {class: "heat"}, make("caption", {class: "away"}, `Secrets by ${key} and by their furthest exposure`),
    make("thead", {}, make("tr", {}, make("th", {scope: "col", class: "what"}, title), ...exposures.map((name) => make("th", {scope: "col"}, kExposureHeads[name] || name)), make("th", {scope: "col", class: "sum"}, "all"))), body);
  table.style.minWidth = `${10.2 + 2.6 * exposures.length}rem`;
  const part = make("div", {class: "scroll"}, table);
  if (values.length > kMatrixRows) {
    const button = make("button", {type: "button", class: "plain"}, `Show ${values.length - kMatrixRows} more`);
    button.addEventListener("click", () => { body.append(...values.slice(kMatrixRows).map(row)); button.remove(); showPressed(); });
    part.append(button);
  }
  return part;
}

function matrixCell(key, value, exposure, count, most) {
  if (count === 0) return make("td", {class: "none"}, make("span", {"aria-hidden": "true"}, "\u00b7"), make("span", {class: "away"}, "0"));
  const name = value === kNoService ? "no service" : foreignText(value);
  const button = make("button", {type: "button", class: "cell", "aria-pressed": "false",
    "aria-label": `${plural(count, "secret")}: ${name}, ${exposureWords(exposure)}`}, count.toLocaleString("en"));
  button.style.backgroundColor = `rgba(var(--heat), ${(0.1 + 0.35 * Math.log1p(count) / Math.log1p(most)).toFixed(3)})`;
  const filter = {key, value, also: {key: "exposure", value: exposure}};
  button.addEventListener("click", () => toggleFilter(filter));
  filterButtons.push({button, filter});
  return make("td", {}, button);
}
