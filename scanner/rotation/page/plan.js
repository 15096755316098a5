// The plan as the page uses it: the JSON of `leaksieve report --format json` (docs/plan.schema.json), in which each guide
// stands once (`guides`) and a leak's `rotation` is its index.

const plan = JSON.parse($("plan").textContent);
const kSeverities = ["critical", "high", "medium", "low"];
const kUrgencies = ["now", "soon", "later", "done"];
const kStates = ["open", "accepted", "rotated"];
const kUrgencyWords = {now: "Now", soon: "Soon", later: "Later", done: "Done"};
const kExposureWords = {
  "pushed": "pushed", "tag": "in a tag", "head": "in HEAD\u2019s files", "local-branch": "in a local branch", "other-ref": "under another ref",
  "stash": "in a stash", "staged": "staged", "worktree": "in the worktree", "reflog-only": "only in a reflog", "unreachable": "unreachable",
  "input": "in the input",
};
// Heads of columns.
const kExposureHeads = {
  "pushed": "pushed", "tag": "tag", "head": "HEAD", "local-branch": "local branch", "other-ref": "other ref", "stash": "stash", "staged": "staged",
  "worktree": "work\u00adtree", "reflog-only": "reflog only", "unreachable": "un\u00adreach\u00adable", "input": "input",
};
const kLeftWords = {yes: "left this machine", unknown: "may have left", no: "never left"};
const exposureWords = (name) => kExposureWords[name] || name || "exposure unknown";
const first = (leak) => leak.occurrences[0] || null;
const guideOf = (leak) => plan.guides[leak.rotation];

function seconds(date) {
  const parsed = date ? Date.parse(date) : NaN;
  return Number.isNaN(parsed) ? null : parsed / 1000;
}

// When it came in: the oldest introduction that has a date.
function cameIn(leak) {
  for (const place of leak.occurrences) {
    if (place.date) return place.date;
  }
  return null;
}

const several = plan.targets.length > 1;
const targetName = (index) => foreign(plan.targets[index] ? plan.targets[index].name : "?");
const asOf = seconds(plan.as_of);

plan.leaks.forEach((leak, index) => {
  leak.index = index;
  leak.title = leak.description.replace(/\.$/, "") || leak.rule;
  leak.date = cameIn(leak);
  leak.seconds = seconds(leak.date);
  leak.furthest = leak.exposure.furthest || "";
  leak.urgency = leak.priority.urgency;
});

// What the search box looks through: whatever a person may have in hand.
function searchTextOf(leak) {
  if (leak.text === undefined) {
    const parts = [leak.fingerprint, ...leak.aliases, leak.rule, leak.description, leak.service, leak.kind, leak.masked, guideOf(leak).title,
      leak.state.note, leak.state.by];
    for (const place of leak.occurrences) parts.push(place.path, place.commit, place.summary, place.author && place.author.name, place.author && place.author.email);
    for (const removal of leak.removed) parts.push(removal.commit, removal.summary, removal.author && removal.author.name);
    for (const list of Object.values(leak.exposure.refs)) parts.push(...list.names);
    for (const fact of leak.decoded) parts.push(fact.value);
    for (const name of leak.found_as) parts.push(name.fingerprint, name.rule);
    leak.text = parts.filter(Boolean).join("\n").toLowerCase();
  }
  return leak.text;
}

// How many leaks each value of `key` has, most first; values without a name are "".
function countBy(leaks, key) {
  const counts = new Map();
  for (const leak of leaks) counts.set(key(leak), (counts.get(key(leak)) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
