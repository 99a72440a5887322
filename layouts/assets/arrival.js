/** Marks the words that a reader looked for, on a page opened from the search page. */
const from = document.referrer && new URL(document.referrer);
const words = from && from.origin === location.origin && from.pathname.endsWith("/search/") && from.searchParams.get("q");
if (words && !document.querySelector("[data-results]")) {
  import("./search.js").then(({ markWords }) => markWords(document.querySelector("main"), words));
}
