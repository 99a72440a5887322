// The report's filter: shows the documents that match, and keeps the choice in the address.

const form = document.querySelector("form.filters");
const list = document.querySelector("ul.documents");
const status = document.querySelector("[role=status]");
const whole = [...list.childNodes];
const selects = [...form.elements];
let index;

const chosen = () => Object.fromEntries(selects.map(({ name, value }) => [name, value]).filter(([, value]) => value));

/** The document's findings that match: [label of the severity, number]. */
function counted({ findings }, { severity, rule }) {
  return Object.entries(findings).flatMap(([weight, codes]) => {
    const count = Object.entries(codes).reduce((sum, [code, number]) => sum + (rule && code !== rule ? 0 : number), 0);
    return count && (!severity || weight === severity) ? [[form.querySelector(`option[value=${weight}]`).text, count]] : [];
  });
}

function line(found, counts) {
  const item = document.createElement("li");
  const title = item.appendChild(document.createElement(found.address ? "a" : "span"));
  title.textContent = found.title;
  if (found.address) title.href = found.address;
  const details = item.appendChild(document.createElement("p"));
  details.className = "details";
  details.textContent = [found.decision, found.kind, found.organisation, found.status, ...counts.map((one) => one.join(" "))]
    .filter(Boolean).join(" · ");
  return item;
}

async function show() {
  const choice = chosen();
  if (!Object.keys(choice).length) {
    list.replaceChildren(...whole);
    status.textContent = "";
    return;
  }
  try {
    index ??= (await (await fetch("index.json")).json()).documents;
  } catch {
    status.textContent = status.dataset.failed;
    return;
  }
  const lines = index.flatMap((one) => {
    const counts = counted(one, choice);
    const fits = Object.entries(choice).every(([name, value]) => (one[name] ?? value) === value);
    return fits && (counts.length || !(choice.severity || choice.rule)) ? [line(one, counts)] : [];
  });
  list.replaceChildren(...lines);
  status.textContent = lines.length ? status.dataset.found.replace("#", lines.length) : status.dataset.none;
}

function restore() {
  const query = new URLSearchParams(location.search);
  for (const select of selects) select.value = query.get(select.name) ?? "";
  show();
}

form.addEventListener("change", () => {
  const query = new URLSearchParams(chosen()).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  show();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
restore();
