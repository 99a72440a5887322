// The archive's filter: a link adds its value to the address or takes it away; the address says what is shown.

const find = (name) => document.querySelector(`[data-${name}]`);
const [list, chips, sorts, more, status] = ["list", "clear", "sorts", "more", "found"].map(find);
const links = [...document.querySelectorAll("[data-key]")];
const facetOf = (key) => key.split("=")[0];
let columns, limit;

// Keys are as in the address: "year=2024-2025"; "year=" for all.
function toggled(chosen, key) {
  const isWhole = key.endsWith("=");
  const replaces = isWhole || key.startsWith("sort");
  const keys = chosen.filter((one) => one !== key && !(replaces && facetOf(one) === facetOf(key)));
  if (!isWhole && !chosen.includes(key)) keys.push(key);
  return keys[0] ? `./?${keys.join("&")}` : "./";
}

function put(parent, name, textContent, className = "") {
  const made = Object.assign(document.createElement(name), { textContent, className });
  parent.append(made, " ");
  return made;
}

function mark(chosen) {
  chips.replaceChildren();
  for (const shown of document.querySelectorAll("summary b")) shown.textContent = "";
  for (const link of links) {
    const key = link.dataset.key;
    const isWhole = key.endsWith("=");
    const isOn = isWhole ? !chosen.some((one) => one.startsWith(key)) : chosen.includes(key);
    const row = link.closest("details");
    const name = link.firstChild.textContent;
    const href = toggled(chosen, key);
    link.href = href;
    link.ariaCurrent = isOn || null;
    if (!row || !isOn) continue;
    row.querySelector("b").textContent += ` ${name}`;
    if (!isWhole) put(chips, "a", `${row.dataset.title + name} ×`).href = href;
  }
  chips.hidden = !chips.firstChild;
  if (chips.firstChild) put(chips, "a", chips.dataset.clear).href = "./";
}

// Into `given` goes how many documents each value would give beside the other facets.
function matching(chosen, given) {
  const wanted = new Set(chosen.map(facetOf).filter((facet) => facet !== "sort"));
  const found = columns.facets.flatMap((own, at) => {
    const held = own.map((number) => columns.values[number]);
    const missed = new Set(wanted);
    for (const key of held) if (chosen.includes(key)) missed.delete(facetOf(key));
    for (const key of held) if (missed.size === +missed.has(facetOf(key))) given[key] = (given[key] ?? 0) + 1;
    return missed.size ? [] : at;
  });
  const rank = columns[chosen.find((key) => columns[key])];
  return rank ? found.sort((one, other) => (rank[one] ?? 1e9) - (rank[other] ?? 1e9)) : found;
}

function draw(chosen) {
  const given = {};
  const found = matching(chosen, given);
  status.textContent = status.dataset.found.replace("#", found.length);
  for (const link of links) {
    const small = link.querySelector("small");
    if (!small) continue;
    small.textContent = given[link.dataset.key] ?? 0;
    link.parentNode.hidden = small.textContent === "0" && !link.ariaCurrent;
  }
  list.replaceChildren();
  const lines = put(list, "ul", "", "documents");
  for (const at of found.slice(0, limit)) {
    const item = put(lines, "li", "");
    put(item, "a", columns.title[at]).href = `../${columns.address[at]}`;
    if (columns.hours[at]) put(item, "span", columns.hours[at], "figure");
    put(item, "p", columns.details[at].map((number) => columns.words[number]).join(" · "), "details");
  }
  more.hidden = found.length <= limit;
}

async function show(most) {
  limit = most;
  const query = location.search.slice(1).split("&");
  const chosen = links.map((link) => link.dataset.key).filter((key) => query.includes(key));
  mark(chosen);
  if (!chosen[0] && !columns) return;
  try {
    columns ??= await (await fetch("facets.json")).json();
    draw(chosen);
  } catch {
    status.textContent = status.dataset.failed;
  }
}

find("archive").parentNode.addEventListener("click", async (event) => {
  const link = event.target.closest("[href^='./']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  await show(100);
  if (!link.isConnected) status.focus();
});
more.addEventListener("click", () => show(limit + 100));
addEventListener("popstate", () => show(100));
sorts.hidden = false;
show(100);
