// Secrets over the history: how many stood in HEAD's files (above) and how many came in (below, by severity), and the same as a
// table. Spans are calendar months, quarters or years in UTC, whichever gives at most 48 of them.

const kHigh = 270, kLeft = 38, kRight = 8;
let wide = 640;  // of the drawing; as wide as its place, so that its letters keep their size
const kMonthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function monthOf(second) {
  const date = new Date(second * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
const monthStart = (month) => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / 1000;

function spanName(month, months) {
  const year = Math.floor(month / 12);
  if (months === 12) return String(year);
  if (months > 12) return `${year}\u2013${year + months / 12 - 1}`;
  if (months === 3) return `${year} Q${Math.floor((month % 12) / 3) + 1}`;
  return `${kMonthNames[month % 12]} ${year}`;
}

// [{name, from, to, counts: {critical: n, ...}, total, standing}], seconds half-open.
function makeSpans(leaks) {
  const dated = leaks.filter((leak) => leak.seconds !== null);
  if (dated.length === 0) return [];
  let low = Infinity, high = -Infinity;
  for (const leak of dated) {
    low = Math.min(low, monthOf(leak.seconds));
    high = Math.max(high, monthOf(leak.seconds));
  }
  if (asOf !== null) high = Math.max(high, Math.min(monthOf(asOf), high + 1200));
  const months = [1, 3, 12, 60, 120, 1200].find((size) => Math.floor(high / size) - Math.floor(low / size) < 48) || 1200;
  const spans = [];
  for (let month = Math.floor(low / months) * months; month <= high; month += months) {
    spans.push({name: spanName(month, months), from: monthStart(month), to: monthStart(month + months),
      counts: {critical: 0, high: 0, medium: 0, low: 0}, total: 0, standing: 0});
  }
  const begin = Math.floor(low / months);
  const at = (second) => Math.floor(monthOf(second) / months) - begin;
  for (const leak of dated) {
    const span = spans[at(leak.seconds)];
    ++span.counts[leak.severity];
    ++span.total;
  }
  addStanding(leaks, spans, at);
  return spans;
}

// A secret stands in a span when HEAD's files held it at the span's end (or now, in the last one).
function addStanding(leaks, spans, at) {
  const change = new Array(spans.length + 1).fill(0);
  for (const leak of leaks) {
    const held = new Set();
    for (const period of leak.in_head.periods) {
      const from = seconds(period.from.date);
      const to = period.to ? seconds(period.to.date) : null;
      if (from === null) continue;
      const begin = Math.max(0, Math.min(at(from), spans.length - 1));
      const end = period.to === null ? spans.length : to === null ? begin : Math.max(begin, Math.min(at(to), spans.length));
      for (let i = begin; i < end; ++i) held.add(i);
    }
    for (const i of held) ++change[i];
  }
  spans.forEach((span, i) => { span.standing = change[i]; });
}

// 1, 2, 5, 10, ... : the least that gives at most three lines above zero.
function gridStep(most) {
  for (let step = 1; ; step *= 10) {
    for (const factor of [1, 2, 5]) {
      if (most / (step * factor) <= 3) return step * factor;
    }
  }
}

// Lines and numbers of one panel; gives value -> y.
function panel(svg, title, most, top, bottom) {
  const step = gridStep(most), end = Math.max(step, Math.ceil(most / step) * step);
  const y = (value) => bottom - (bottom - top) * (value / end);
  for (let value = 0; value <= end; value += step) {
    svg.append(draw("line", {class: value === 0 ? "axis" : "grid", x1: kLeft, x2: wide - kRight, y1: y(value), y2: y(value)}),
      draw("text", {x: kLeft - 6, y: y(value) + 4, "text-anchor": "end"}, String(value)));
  }
  svg.append(draw("text", {class: "panel", x: kLeft, y: top - 7}, title));
  return y;
}

function drawStanding(svg, spans, x, width) {
  const y = panel(svg, "in HEAD\u2019s files", Math.max(1, ...spans.map((span) => span.standing)), 20, 88);
  const points = spans.map((span, i) => `${x(i)},${y(span.standing)} ${x(i) + width},${y(span.standing)}`).join(" ");
  svg.append(draw("polygon", {class: "stood", points: `${x(0)},${y(0)} ${points} ${x(spans.length)},${y(0)}`}), draw("polyline", {class: "standing", points}));
}

function drawArrivals(svg, spans, x, width) {
  const y = panel(svg, "came in", Math.max(1, ...spans.map((span) => span.total)), 120, kHigh - 24);
  const gap = Math.min(2, width * 0.12);
  spans.forEach((span, i) => {
    let base = 0;
    for (const severity of [...kSeverities].reverse()) {
      const count = span.counts[severity];
      if (count === 0) continue;
      svg.append(draw("rect", {class: severity, x: x(i) + gap, width: Math.max(1, width - 2 * gap), y: y(base + count), height: y(base) - y(base + count)}));
      base += count;
    }
  });
}

function drawNames(svg, spans, x, width) {
  const every = Math.ceil(spans.length / Math.max(2, Math.floor(wide / 76)));
  spans.forEach((span, i) => {
    if (i % every !== 0 || (i > 0 && (i + 0.5) * width > wide - kLeft - kRight - 26)) return;
    svg.append(draw("text", {x: i === 0 ? x(0) : x(i) + width / 2, y: kHigh - 7, "text-anchor": i === 0 ? "start" : "middle"}, span.name));
  });
}

function chart(spans, choose) {
  const width = (wide - kLeft - kRight) / spans.length;
  const x = (i) => kLeft + i * width;
  const svg = draw("svg", {class: "timeline", viewBox: `0 0 ${wide} ${kHigh}`, role: "img", "aria-labelledby": "time-words"});
  drawStanding(svg, spans, x, width);
  drawArrivals(svg, spans, x, width);
  drawNames(svg, spans, x, width);
  spans.forEach((span, i) => {
    const hit = draw("rect", {class: "hit", x: x(i), y: 12, width, height: kHigh - 36},
      draw("title", {}, `${span.name}: ${plural(span.total, "secret")} came in, ${span.standing} in HEAD\u2019s files at its end`));
    if (span.total > 0) hit.addEventListener("click", () => choose(span));
    svg.append(hit);
  });
  return svg;
}

function spanTable(spans, choose) {
  const body = make("tbody");
  for (const span of spans) {
    if (span.total === 0 && span.standing === 0) continue;
    const name = span.total > 0 ? make("button", {type: "button", class: "plain", "aria-label": `Show the secrets that came in in ${span.name}`}, span.name) : span.name;
    if (span.total > 0) name.addEventListener("click", () => choose(span));
    body.append(make("tr", {}, make("th", {scope: "row"}, name),
      ...kSeverities.map((severity) => make("td", {class: "number"}, String(span.counts[severity]))),
      make("td", {class: "number"}, String(span.total)), make("td", {class: "number"}, String(span.standing))));
  }
  const heads = ["Time", "Critical", "High", "Medium", "Low", "Came in", "In HEAD at its end"];
  return make("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Secrets over the history, as a table"},
    make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head, i) => make("th", {scope: "col", class: i > 0 && "number"}, head)))), body));
}

// The chart, drawn anew when its place gets another width.
function fittedChart(holder, spans, choose) {
  const fit = () => Math.max(280, Math.min(1100, Math.round(holder.clientWidth)));
  wide = fit();
  let svg = chart(spans, choose);
  window.addEventListener("resize", () => {
    if (Math.abs(fit() - wide) < 24 || holder.clientWidth === 0) return;
    wide = fit();
    const next = chart(spans, choose);
    svg.replaceWith(next);
    svg = next;
  });
  return svg;
}

function showTimeline(holder, leaks, choose) {
  const spans = makeSpans(leaks);
  if (spans.length === 0) {
    holder.append(make("p", {class: "soft"}, "No commit tells when these secrets came in."));
    return;
  }
  const peak = spans.reduce((a, b) => (b.total > a.total ? b : a));
  const undated = leaks.filter((leak) => leak.seconds === null).length;
  const words = `${plural(leaks.length - undated, "secret")} came in from ${spans[0].name} to ${spans[spans.length - 1].name}, most in ${peak.name} (${peak.total}). ` +
    `HEAD\u2019s files hold ${spans[spans.length - 1].standing} now.` + (undated > 0 ? ` ${undated} without a date.` : "");
  holder.append(make("p", {class: "soft", id: "time-words"}, words),
    make("p", {class: "legend"}, ...kSeverities.map((severity) => make("span", {class: `key fill-${severity}`}, severity))),
    fittedChart(holder, spans, choose), make("details", {class: "as-table"}, make("summary", {}, "As a table"), spanTable(spans, choose)));
}
