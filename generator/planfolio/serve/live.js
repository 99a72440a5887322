// An open page that follows the site: new styles without a reload, a reload where the page itself changed, errors on top of it.
// `planfolio serve` adds it to what it shows; nothing that is written has it.

const script = document.currentScript;
const [SEEN, KEPT] = ["planfolio-seen", "planfolio-kept"];
const MOST = 60; // paths that a page watches: they are told in an address
const REST = 100; // milliseconds for what is loaded together
const IS_ENGLISH = document.documentElement.lang.startsWith("en");
const say = (zh, en) => (IS_ENGLISH ? en : zh);

// --- what the page is made of -----------------------------------------------

/** The path in the site of an address, as the build writes it: `plans/p/index.html`. */
function sitePath(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return "";
  const path = decodeURIComponent(url.pathname).slice(1);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

const styles = () => [...document.querySelectorAll("link[rel=stylesheet]")];

/** The paths of the page, its styles and all that it has loaded. */
function madeOf() {
  const index = document.documentElement.dataset.page === "search" ? ["/pagefind/search.json"] : []; // may be yet to come
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = [location.href, ...styles().map((link) => link.href), ...index, ...loaded].map(sitePath);
  return [...new Set(own)].filter((path) => path && !path.startsWith("_planfolio/"));
}

/** Those that are to be made anew at each save. The search index is not: it tells of itself when it has been built. */
const watched = () => madeOf().filter((path) => !path.startsWith("pagefind/")).slice(0, MOST);

/** Whether the page, or what it has loaded beside its styles, is among the paths. */
function isTouched(paths) {
  const sheets = new Set(styles().map((link) => sitePath(link.href)));
  return madeOf().some((path) => paths.has(path) && !sheets.has(path));
}

function swapStyles(paths) {
  for (const link of styles().filter((link) => paths.has(sitePath(link.href)))) {
    const next = link.cloneNode();
    next.href = `${link.href.split("?")[0]}?${Date.now()}`;
    next.addEventListener("load", () => link.remove()); // the old one until then: the page is never bare
    link.after(next);
  }
}

// --- the same page again ----------------------------------------------------

const folds = () => [...document.querySelectorAll("details")];

function reload() {
  const kept = { address: location.href, top: scrollY, left: scrollX, open: folds().map((fold) => fold.open) };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // A private window keeps nothing: the page comes back at its top.
  }
  location.reload();
}

function comeBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.address !== location.href) return;
  folds().forEach((fold, at) => (fold.open = kept.open[at] ?? fold.open));
  scrollTo(kept.left, kept.top);
}

// --- errors -----------------------------------------------------------------

let panel = null;
let closing = null;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function closePanel() {
  panel?.remove();
  closing?.abort();
  panel = null;
}

async function showProblems(state) {
  if (panel && panel.dataset.state === state) return; // the news were others
  if (!state || sessionStorage.getItem(SEEN) === state) {
    closePanel();
    return;
  }
  const page = document.querySelector('meta[name="planfolio:document"]')?.content ?? "";
  const answer = await fetch(`/_planfolio/problems?document=${encodeURIComponent(page)}`);
  const { count, shown } = await answer.json();
  closePanel();
  if (count) openPanel(count, shown, state);
}

function openPanel(count, shown, state) {
  const before = document.activeElement;
  const close = () => {
    sessionStorage.setItem(SEEN, state); // closed once, on every page; another error opens it again
    closePanel();
    before?.focus?.();
  };
  const title = element("h2", { id: "title", textContent: say(`${count} 个错误`, count === 1 ? "1 error" : `${count} errors`) });
  const button = element("button", { type: "button", textContent: say("关闭（Esc）", "Close (Esc)") });
  const list = element("ol", {}, ...shown.map(problemOf));
  const more = count - shown.length;
  const rest = element("p", { hidden: !more, textContent: say(`另有 ${more} 个，见终端或检查报告。`, `${more} more, see the terminal or the report.`) });
  const box = element("section", {}, element("div", {}, title, button), list, rest);
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-labelledby", "title");
  box.tabIndex = -1;
  button.addEventListener("click", close);
  closing = new AbortController();
  addEventListener("keydown", (event) => event.key === "Escape" && close(), { signal: closing.signal });
  panel = element("div", { id: "planfolio-problems", hidden: true });
  panel.dataset.state = state;
  const theme = document.documentElement.dataset.theme;
  if (theme) panel.dataset.theme = theme;
  const look = element("link", { rel: "stylesheet", href: "/_planfolio/live.css" });
  look.addEventListener("load", () => {
    look.getRootNode().host.hidden = false;
    box.focus();
  });
  panel.attachShadow({ mode: "open" }).append(look, box);
  document.body.append(panel);
}

function problemOf({ message, text }) {
  const parts = [element("h3", { textContent: message })];
  const lines = text.split("\n");
  const isNote = (line) => line.trimStart().startsWith("= "); // a line of the source has its number before it
  if (text) {
    const source = element("pre", { textContent: lines.filter((line) => !isNote(line)).join("\n").trimEnd(), tabIndex: 0 });
    source.setAttribute("aria-label", say("出错的地方", "Where it is wrong"));
    source.setAttribute("role", "group");
    parts.push(source);
  }
  const notes = lines.filter(isNote).map((line) => element("p", { textContent: line.trimStart().slice(2) }));
  return element("li", {}, ...parts, ...notes);
}

// --- news -------------------------------------------------------------------

let edition = script.dataset.edition;
let source = null;
let told = new Set();
let waiting = 0;

/** Tells what the page is made of, and hears what of it changed since the page, or what it heard last, was made. */
function listen() {
  source?.close();
  told = new Set(watched());
  const asked = new URLSearchParams([["since", edition], ...[...told].map((path) => ["path", path])]);
  source = new EventSource(`/_planfolio/changes?${asked}`);
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    const paths = new Set(news.changed ?? []);
    if (!news.changed || isTouched(paths)) {
      source.close();
      reload();
      return;
    }
    edition = news.edition;
    swapStyles(paths);
    showProblems(news.problems);
  };
}

// A browser opens six connections to a site and no more: a page that nobody sees keeps none, and catches up when it is shown.
const follow = () => (document.visibilityState === "visible" ? listen() : source?.close());

/** Pictures, lists and the like come when they come. */
function followMore() {
  clearTimeout(waiting);
  waiting = setTimeout(() => watched().some((path) => !told.has(path)) && follow(), REST);
}

comeBack();
follow();
document.addEventListener("visibilitychange", follow);
new PerformanceObserver(followMore).observe({ type: "resource" });
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && follow());
