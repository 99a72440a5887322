// What every page has: light or dark, / to search, copy, print.

const root = document.documentElement;
const KEY = "planfolio-theme";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // private windows keep nothing
  }
}

if (stored()) root.dataset.theme = stored();

function offerTheme(button) {
  const [dark, light] = button.dataset.themeSwitch.split("|");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const label = () => (button.textContent = isDark() ? light : dark);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem(KEY, root.dataset.theme);
    } catch {
      // It lasts as long as the page.
    }
    label();
  });
  system.addEventListener("change", label);
  label();
}

function offerCopy(button) {
  const [before, after] = button.dataset.copy.split("|");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.getAttribute("aria-controls")).innerText.trim());
    button.textContent = after;
    setTimeout(() => (button.textContent = before), 2000);
  });
  button.hidden = !navigator.clipboard;
}

/** Marks the words that the reader looked for, on a page opened from the search page. */
async function markSought() {
  const from = document.referrer && new URL(document.referrer);
  const words = from && from.origin === location.origin && from.pathname.endsWith("/search/") && from.searchParams.get("q");
  if (!words || document.querySelector("[data-results]")) return;
  const { markWords } = await import("./search.js");
  markWords(document.querySelector("main"), words);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-theme-switch]").forEach(offerTheme);
  document.querySelectorAll("[data-copy]").forEach(offerCopy);
  markSought();
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("[role=search] input[name=q]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
