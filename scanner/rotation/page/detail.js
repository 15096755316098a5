// One secret in full: what it is, its life in commits, why it stands where it stands, and what to do. Built when it is opened.

function fact(term, ...values) {
  const shown = values.filter((value) => value !== null && value !== undefined && value !== "");
  return shown.length === 0 ? [] : [make("dt", {}, term), make("dd", {}, ...shown)];
}

const code = (text, attributes) => make("code", attributes, foreign(text));

function joined(items, divider = ", ") {
  return items.flatMap((item, i) => (i === 0 ? [item] : [divider, item]));
}

function section(title, ...children) {
  return make("div", {class: "part"}, make("h4", {}, title), ...children);
}

function factList(leak) {
  const state = leak.state;
  const stateWords = [make("span", {class: `state ${state.name}`}, state.name), state.date && " on ", state.date && time(state.date),
    state.by && " by ", state.by && foreign(state.by), state.note && ": ", state.note && foreign(state.note)].filter(Boolean);
  const names = leak.found_as.filter((name) => name.fingerprint !== leak.fingerprint || several);
  return make("dl", {class: "facts"},
    ...fact("Secret", code(leak.masked, {class: "masked"}), make("span", {class: "soft"}, ` ${plural(leak.size_bytes, "byte")}`)),
    ...fact("Service", leak.service && foreign(leak.service)), ...fact("Kind", foreign(leak.kind)),
    ...fact("Rule", code(leak.rule), make("span", {class: "soft"}, ` ${leak.severity}, ${leak.confidence} confidence`)),
    ...fact("State", ...stateWords),
    ...leak.decoded.flatMap((item) => fact(item.key[0] ? item.key[0].toUpperCase() + item.key.slice(1) : "Note", foreign(item.value))),
    ...fact("Fingerprint", code(leak.fingerprint, {class: "select-all"})),
    ...fact("Found also as", ...joined(names.map((name) => make("span", {}, code(name.fingerprint), " ", foreign(name.rule), several ? " in " : "", several ? targetName(name.target) : "")))),
    ...fact("Repositories", ...(several ? joined(leak.repositories.map(targetName)) : [])),
    ...fact("Perhaps in", ...joined(leak.perhaps_also_in.map(targetName))),
    ...fact("Committed by", ...joined(leak.committers.slice(0, 10).map((who) => make("span", {}, foreign(who.name), " ", make("span", {class: "soft"}, foreign(who.email), who.commits > 1 ? ` ${who.commits} times` : "")))),
      leak.committers.length > 10 ? ` and ${leak.committers.length - 10} more` : null));
}

function whereIs(place) {
  const line = place.line === null ? "" : `:${place.line}`;
  switch (place.kind) {
    case "commit-message": return ["the commit\u2019s message", line && ` line ${place.line}`];
    case "tag-message": return ["the message of a tag", line && ` line ${place.line}`];
    case "file-name": return ["the file\u2019s name ", code(place.path || "")];
    default: return place.path === null ? [`an object that no tree names `, code((place.object || "").slice(0, 10))] : [code(place.path), make("span", {class: "mono"}, line)];
  }
}

function commitWords(item) {
  const words = [];
  if (item.commit) words.push(code(item.commit.slice(0, 10), {title: item.commit, class: "select-all"}));
  if (item.author) words.push(foreign(item.author.name));
  if (item.summary) words.push(make("span", {}, "\u201c", foreign(item.summary), "\u201d"));
  return words.length === 0 ? null : make("span", {class: "under"}, ...joined(words, " "));
}

const inTarget = (index) => (several ? make("span", {class: "soft"}, " in ", targetName(index)) : null);

function cameEvent(place) {
  const held = place.exposures.map(exposureWords).join(", ");
  return make("li", {class: "came"}, make("span", {class: "what"}, place.date ? time(place.date) : null, place.date ? " Came in" : "Found"), inTarget(place.target), " ", ...whereIs(place).filter(Boolean),
    place.at_boundary ? make("span", {class: "soft"}, " (or earlier: the clone is shallow)") : null, commitWords(place),
    place.decoded.length > 0 ? make("span", {class: "under"}, "decoded: ", foreign(place.decoded.join(" \u2192 "))) : null,
    held ? make("span", {class: "under"}, held) : null);
}

function heldEvent(period) {
  const from = seconds(period.from.date), to = period.to ? seconds(period.to.date) : asOf;
  const length = from !== null && to !== null && to >= from ? ` for ${duration(to - from)}` : "";
  return make("li", {class: "held"}, make("span", {class: "what"}, time(period.from.date), ` In HEAD\u2019s files${length}`), inTarget(period.target),
    make("span", {class: "under"}, ...(period.to ? ["until ", time(period.to.date), period.to.commit ? " " : "", period.to.commit ? code(period.to.commit.slice(0, 10)) : ""] : ["and still there"])));
}

// One commit often takes it out of several branches.
function goneEvent(removals) {
  const refs = removals.map((removal) => code(removal.ref.replace(/^refs\/(heads|remotes)\//, "")));
  const more = refs.length > 8 ? ` and ${refs.length - 8} more` : null;
  return make("li", {class: "went"}, make("span", {class: "what"}, time(removals[0].date), " Taken out of "), ...joined(refs.slice(0, 8)), more, inTarget(removals[0].target), commitWords(removals[0]));
}

function removalsByCommit(leak) {
  const groups = new Map();
  for (const removal of leak.removed) {
    const key = `${removal.target} ${removal.commit}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(removal);
  }
  return [...groups.values()];
}

const kRefWords = {remotes: "Remote branches", branches: "Branches", tags: "Tags", stashes: "Stashes", reflogs: "Reflogs", other: "Other refs"};

function refsEvent(leak) {
  const lines = Object.entries(kRefWords).flatMap(([key, label]) => {
    const list = leak.exposure.refs[key];
    if (!list || list.total === 0) return [];
    const more = list.total - list.names.length;
    return [make("span", {class: "under"}, `${label}: `, ...joined(list.names.map((name) => code(name.replace(/^refs\/(heads|remotes|tags)\//, "")))), more > 0 ? ` and ${more.toLocaleString("en")} more` : null)];
  });
  const paths = leak.in_head.paths;
  if (paths.length > 0) {
    lines.push(make("span", {class: "under"}, "HEAD\u2019s files: ", ...joined(paths.slice(0, 10).map((path) => code(path))), paths.length > 10 ? ` and ${paths.length - 10} more` : null));
  }
  if (lines.length === 0) return make("li", {}, make("span", {class: "what"}, "No ref holds it now"));
  return make("li", {class: "held"}, make("span", {class: "what"}, "Held today by"), ...lines);
}

function lifeOf(leak) {
  const events = [...leak.occurrences.map((item) => [seconds(item.date), cameEvent, item]),
    ...leak.in_head.periods.map((item) => [seconds(item.from.date), heldEvent, item]), ...removalsByCommit(leak).map((item) => [seconds(item[0].date), goneEvent, item])];
  events.sort((a, b) => (a[0] ?? Infinity) - (b[0] ?? Infinity));
  const list = make("ol", {class: "events"});
  shortList(list, events, 14, ([, render, item]) => render(item));
  list.append(refsEvent(leak));
  return list;
}

function whyTable(leak) {
  const rows = leak.priority.why.map((factor) => make("tr", {}, make("th", {scope: "row"}, factor.factor), make("td", {}, foreign(factor.value)),
    make("td", {class: "weight number"}, `\u00d7 ${factor.weight.toFixed(2)}`), make("td", {class: "soft"}, foreign(factor.because))));
  return make("div", {class: "scroll"}, make("table", {class: "why"}, make("caption", {class: "away"}, "Factors of the priority"),
    make("thead", {class: "away"}, make("tr", {}, ...["Factor", "Value", "Weight", "Why"].map((head) => make("th", {scope: "col"}, head)))), make("tbody", {}, ...rows)));
}

const kActions = {
  "rotate": "Rotate it", "rotate-or-clean": "Rotate it, unless it surely never left", "clean": "Clean the history; rotating is then not needed", "nothing": "Nothing is left to do",
};

function checklist(leak) {
  if (leak.checklist.length === 0) return make("p", {class: "soft"}, "There are no steps.");
  return make("ol", {class: "check"}, ...leak.checklist.map((step) => {
    const box = make("input", {type: "checkbox"});
    box.checked = isTicked(leak, step);
    box.addEventListener("change", () => { tick(leak, step, box.checked); showSteps(leak); showTicked(); });
    return make("li", {}, make("label", {}, box, make("span", {}, foreign(step))));
  }));
}

const kRevoked = {yes: "Yes", partly: "Partly", no: "No", unknown: "Not known"};

function guideFacts(guide) {
  const revoked = [kRevoked[guide.auto_revoked] || guide.auto_revoked, guide.auto_revoked_note ? `: ${guide.auto_revoked_note}` : ""];
  return make("dl", {class: "facts links"}, ...fact("Guide", guide.title), ...fact("Where", guide.url && link(guide.url)), ...fact("By call", guide.api && make("code", {class: "command"}, guide.api)),
    ...fact("Revoked by itself", ...revoked), ...fact("Audit log", guide.audit_log && foreign(guide.audit_log)), ...fact("In its place", guide.replacement && foreign(guide.replacement)),
    ...fact("Sources", guide.sources.length > 0 ? make("ul", {class: "sources"}, ...guide.sources.map((source) => make("li", {}, link(source, source.replace(/^https:\/\//, ""))))) : null));
}

function makeDetail(leak) {
  const left = leak.left_machine;
  return make("div", {class: "detail", id: "detail-" + leak.index},
    make("div", {}, section("What to do", make("p", {class: `verdict ${left.answer}`}, make("strong", {}, kActions[leak.action] || leak.action), ". ",
      `It ${{yes: "left this machine", no: "never left this machine", unknown: "may have left this machine"}[left.answer] || ""}: `, foreign(left.because), ".")),
    section("Checklist", checklist(leak)), make("div", {class: "part how"}, make("h4", {}, "How it is rotated"), guideFacts(guideOf(leak)))),
    make("div", {class: "facts-side"}, section("What it is", factList(leak)), section("Its life in commits", lifeOf(leak)), section(`Why priority ${leak.priority.rank}: score ${leak.priority.score} of 100`, whyTable(leak))));
}
