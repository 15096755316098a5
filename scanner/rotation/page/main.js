// Puts the page together, and the buttons of its head.

const kThemes = ["system", "light", "dark"];

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("theme").textContent = `Theme: ${theme}`;
}

function readTheme() {
  try {
    const kept = localStorage.getItem("leaksieve:theme");
    return kThemes.includes(kept) ? kept : "system";
  } catch (error) { return "system"; }
}

function nextTheme() {
  const theme = kThemes[(kThemes.indexOf(document.documentElement.dataset.theme || "system") + 1) % kThemes.length];
  setTheme(theme);
  try { localStorage.setItem("leaksieve:theme", theme); } catch (error) { /* it lasts as long as the page */ }
}

setTheme(readTheme());
$("theme").addEventListener("click", nextTheme);
$("print").addEventListener("click", () => window.print());
$("tools").hidden = false;
$("app").hidden = false;
spanOfLife = lifeSpan();
showTiles($("tiles"));
showTimeline($("time"), plan.leaks, toggleSpan);
showMatrix($("matrix"));
showFilters($("filters"));
apply();
showTicked();
window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);
window.addEventListener("hashchange", () => goTo(location.hash.slice(1)));
if (location.hash.length > 1) goTo(location.hash.slice(1));
