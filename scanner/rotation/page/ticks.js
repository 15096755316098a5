// Which steps of the checklists were ticked: kept by this browser where it lets us (a file's page may have no storage), by
// fingerprint. Steps are kept as hashes: a step names paths, and those are nobody else's business.

const ticks = new Map();

function hashOf(text) {  // FNV-1a, 32 bits
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}

function ticksOf(leak) {
  let set = ticks.get(leak.fingerprint);
  if (!set) {
    set = new Set();
    try {
      const kept = JSON.parse(localStorage.getItem("leaksieve:" + leak.fingerprint) || "[]");
      if (Array.isArray(kept)) kept.forEach((hash) => set.add(String(hash)));
    } catch (error) { /* no storage, or something else wrote there: nothing is ticked */ }
    ticks.set(leak.fingerprint, set);
  }
  return set;
}

function tick(leak, step, on) {
  const set = ticksOf(leak);
  if (on) set.add(hashOf(step)); else set.delete(hashOf(step));
  try {
    if (set.size > 0) localStorage.setItem("leaksieve:" + leak.fingerprint, JSON.stringify([...set]));
    else localStorage.removeItem("leaksieve:" + leak.fingerprint);
  } catch (error) { /* ticks then last as long as the page */ }
}

const isTicked = (leak, step) => ticksOf(leak).has(hashOf(step));
const tickedOf = (leak) => leak.checklist.filter((step) => isTicked(leak, step)).length;
