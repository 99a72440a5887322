/**
 * Search in the reader's browser, over the index that the package `search` makes. The page it runs on:
 *
 *   <main data-page-root="../">                    what leads from this page to the root of the site
 *     <form role="search" method="get">            data-bundle="…": the index, if not ../pagefind/ from this file
 *       <input type="search" name="q">
 *     </form>
 *     <p role="status"></p>                        the count, read out as it changes
 *     <div data-fallback>…</div>                   seen where search cannot run (no script, no index, file://): links to the lists
 *     <div data-facets></div>                      gets one <fieldset> for each facet
 *     <ol data-results></ol>                       gets one <li> for each page; aria-busy while it fills
 *   </main>
 *   <script type="module" src="../assets/search.js"></script>
 *
 * Policy: script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'. Without [data-results] only the keys work.
 * Token i of a page is its i-th character, word or number: places in the index are places in the text.
 */

const CJK =
  "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\u{20000}-\\u{3ffff}";
const DECIMAL = "(?<![0-9.．])[0-9]{1,3}[.．][0-9]{1,2}(?![0-9]|[.．][0-9])";
const WORD = `(?:(?![${CJK}])[\\p{L}\\p{N}])+`;
const CHUNK = `(?:[${CJK}]|${DECIMAL}|${WORD})+`;
const [LAST, POINT, BREAK] = ["z", "‿", "¶"];

const RUNS = new RegExp(`[${CJK}]+`, "gu");
const PIECES = new RegExp(`[${CJK}]+|${DECIMAL}|${WORD}`, "gu");
const CHUNKS = new RegExp(CHUNK, "gu");
const SPACED_CHUNKS = new RegExp(`${CHUNK}(?:\\s+${CHUNK})*`, "gu");
const PHRASES = /["“”「『]([^"“”「」『』]+)["“”」』]/gu;
const INNER_SPACE = new RegExp(`(?<=[${CJK}])\\s+(?=[${CJK}])`, "gu");
const BORDER = new RegExp(`(?<=[${CJK}])(?![${CJK}])(?=.)|(?<=[a-z])(?=[${CJK}])`, "iu");
const VARIANTS = /[０-９Ａ-Ｚａ-ｚ\u2e80-\u2fd5]/gu;
const INVISIBLE = /(?!\s)[\p{Cc}\p{Cf}\ufe00-\ufe0f]/gu;

// The words of a question, not of a page.
const STOP = new Set(
  (
    "的 了 吗 呢 吧 啊 是 在 和 与 及 或 把 被 就 都 也 还 又 要 会 能 可 我 你 他 她 它 这 那 该 请 想 以 之 其 于 有 不 哪 几 谁 " +
    "怎么 怎样 怎么样 如何 什么 为什么 哪些 哪个 哪里 多少 几个 有没有 没有 是否 可以 需要 应该 能否 请问 关于 对于 知道 " +
    "我们 他们 你们 何时 什么时候 一下 一共 总共 所有 以及 进行"
  ).split(" "),
);

const RANKING = { metaWeights: { title: 0, ts: 6, who: 2, kw: 1 }, pageLength: 0.4, termSaturation: 1 };
const AS_WRITTEN = 10; // how much more a page counts that has the whole query in one piece
const FEW = 3; // fewer results than this are filled up with partial matches
const [PARTIAL_AT_MOST, COVERED_AT_LEAST, CHECKED_AT_MOST] = [10, 0.4, 50];
const [BATCH, SHOWN_AT_ONCE, VALUES_OPEN, SECTIONS_SHOWN, EXCERPT] = [10, 100, 8, 3, 90];
const PATIENCE = 20_000; // milliseconds

const ENGLISH = { 类型: "Type", 学年: "School year", 学科: "Subject", 学段: "School stage", 单位: "Organisation", 方式: "Mode", 状态: "Status" };
const FACETS = Object.keys(ENGLISH);
const TEXTS = {
  zh: {
    empty: "输入要找的词语，或选择条件。",
    working: "正在搜索……",
    found: (count, partial) => `找到 ${count} 个页面${partial ? `，其中 ${partial} 个为部分匹配` : ""}。`,
    none: "没有找到符合的页面。",
    hints: ["用更少、更短的词语。", "检查错别字，或换一种说法。", "按条件浏览，或查看各列表页。"],
    clear: "清除条件",
    partial: "部分匹配",
    more: "更多",
    sections: "相关章节：",
    facet: (key) => key,
    file: "直接打开的文件（file://）不能搜索。请通过网址访问，或运行 planfolio serve。",
    missing: "本站没有搜索索引。请使用各列表页浏览。",
    broken: "搜索没有启动。请刷新页面，或使用各列表页浏览。",
  },
  en: {
    empty: "Type the words to look for, or choose a facet.",
    working: "Searching…",
    found: (count, partial) => `${count} ${count === 1 ? "page" : "pages"} found${partial ? `, ${partial} matching in part` : ""}.`,
    none: "No page was found.",
    hints: ["Use fewer or shorter words.", "Check the spelling, or put it another way.", "Browse by facet, or see the lists."],
    clear: "Clear the facets",
    partial: "partial match",
    more: "More",
    sections: "Sections: ",
    facet: (key) => ENGLISH[key],
    file: "A file opened from a disk (file://) cannot search. Visit the site at its address, or run planfolio serve.",
    missing: "This site has no search index. Please browse the lists.",
    broken: "Search did not start. Please reload the page, or browse the lists.",
  },
};
const text = TEXTS[document.documentElement.lang.startsWith("en") ? "en" : "zh"];

const isCjk = (written) => written.search(RUNS) === 0;
const characters = (written) => [...written];
const isSingle = (written) => isCjk(written) && characters(written).length === 1;
const isPair = (token) => isCjk(token) && characters(token).length === 2;
const unique = (values) => [...new Set(values)];

// --- what a query asks for --------------------------------------------------

const folded = (written) =>
  written.replace(INVISIBLE, "").normalize("NFC").replace(VARIANTS, (found) => found.normalize("NFKC"));

/**
 * What a page must hold as written: `tokens` one after the other, then one that begins with `tail`.
 * The tail is a single character at the end: the index has it only together with its neighbour.
 */
function unitOf(written) {
  const pieces = written.toLowerCase().match(PIECES) ?? [];
  const unit = { text: pieces.join(""), tokens: [], tail: "" };
  pieces.forEach((piece, at) => {
    const end = at === pieces.length - 1;
    const all = characters(piece);
    if (!isCjk(piece)) unit.tokens.push(piece.replace(/[.．]/, POINT));
    else if (end && all.length === 1) unit.tail = piece;
    else unit.tokens.push(...all.slice(1).map((second, before) => all[before] + second), ...(end ? [] : [all.at(-1) + LAST]));
  });
  return unit;
}

/** A query as phrases (in quotes) and chunks (between spaces and marks). */
function parse(query) {
  const phrases = [];
  const rest = folded(query).replace(PHRASES, (_, phrase) => {
    phrases.push(...(phrase.replace(INNER_SPACE, "").match(SPACED_CHUNKS) ?? []));
    return " ";
  });
  return { phrases, chunks: rest.match(CHUNKS) ?? [] };
}

/**
 * The units of a query: phrases, short runs as they stand, the words of long ones.
 * Loose units also part Chinese from what is not, but never a number from its measure.
 */
export function units(query, { loose = false } = {}) {
  const { phrases, chunks } = parse(query);
  const words = chunks.flatMap(wordsOf).flatMap((word) => (loose ? word.split(BORDER) : word));
  return unique([...phrases, ...words]).map(unitOf);
}

/**
 * A chunk in words; each stands in the chunk as it is here.
 * A single character is glued to the next (surname and name), at the end to the one before; alone it says nothing.
 */
function wordsOf(chunk) {
  if (!(chunk.match(RUNS) ?? []).some((run) => characters(run).length > 3)) return [chunk];
  const parts = stretches(chunk).flatMap((segments) => {
    const words = [];
    segments.forEach((segment, at) => {
      const before = segments[at - 1];
      const open = before && (isSingle(before) || !isCjk(before));
      if (open || (at && isSingle(segment) && at === segments.length - 1)) words.push(words.pop() + segment);
      else words.push(segment);
    });
    return words;
  });
  return [parts.filter((part) => !isSingle(part)), parts, [chunk]].find((words) => words.length);
}

/** The dictionary's words of a chunk, in stretches between those of a question. */
function stretches(chunk) {
  if (!Intl.Segmenter) return [[chunk]];
  const all = [[]];
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "word" }).segment(chunk)) {
    if (STOP.has(segment)) all.push([]);
    else all.at(-1).push(segment);
  }
  return all;
}

// --- which pages answer it --------------------------------------------------

const NOTHING = { 类型: BREAK };
const ids = (results) => new Set(results.map(({ id }) => id));
const common = (sets) => sets.reduce((all, some) => new Set([...all].filter((id) => some.has(id))));
// The result itself is kept, not a copy: Pagefind's worker forgets a page when its result is collected.
const answer = (result, { score = result.score, needles = [], partial = false }) => ({ id: result.id, result, score, needles, partial });

class Index {
  constructor(engine, { bundles, traditional }) {
    this.engine = engine;
    this.pages = bundles.reduce((sum, { pages }) => sum + pages, 0);
    const pairs = traditional.match(/../gu);
    this.simplified = new Map(pairs.map(characters));
    this.traditional = new Map(pairs.map((pair) => characters(pair).reverse()).reverse());
  }

  /** The index of every bundle, opened as `und` whatever language the page has. */
  static async open(bundle) {
    const response = await fetch(new URL("search.json", bundle));
    if (!response.ok) throw Object.assign(new Error("no index"), { missing: true });
    const found = await response.json();
    const engine = await import(new URL("pagefind.js", bundle));
    await engine.filters(); // fails at once where merging would wait for ever
    const options = { language: "und", ranking: RANKING, excerptLength: 1 };
    await Promise.all(found.bundles.map(({ name }) => engine.mergeIndex(new URL(`${name}/`, bundle).pathname, options)));
    return new Index(engine, found);
  }

  async found(term, options = {}) {
    return (await this.engine.search(term, options)).results;
  }

  /** Whether any page has all the tokens: cheap, since no page is fetched or ranked. */
  async knows(tokens) {
    return (await this.engine.search(`"${tokens.join(" ")}"`, { filters: NOTHING })).unfilteredResultCount > 0;
  }

  async holding(phrase) {
    return ids(await this.found(`"${phrase}"`));
  }

  /** The pages that hold a unit as written. */
  async holders({ tokens, tail }) {
    if (tokens.length && !(await this.knows(tokens))) return new Set();
    const before = tokens.length ? await this.holding(tokens.join(" ")) : null;
    return tail ? this.ending(tokens, tail, before) : before;
  }

  async ending(tokens, tail, before) {
    await this.loadAll(tail);
    const results = await this.found([...tokens, tail].join(" "));
    if (!before) return ids(results);
    const near = results.filter(({ id, words }) => before.has(id) && hasRun(words, tokens.length + 1));
    if (near.length > CHECKED_AT_MOST) return ids(near);
    // Pagefind takes every word for its beginning: 3 is in 30 too, and the text must tell.
    const fragments = await Promise.all(near.map((result) => result.data()));
    return ids(near.filter((_, at) => matches(fragments[at].content.split(" "), [{ tokens, tail }]).length));
  }

  /** Pagefind loads one part of the index for a beginning; words that begin so may go on in the next ones. */
  async loadAll(beginning) {
    const seconds = Array.from({ length: 12 }, (_, step) => String.fromCodePoint(0x4e00 + step * 0x6f0));
    await this.engine.preload([LAST, ...seconds].map((second) => beginning + second).join(" "));
  }

  /** The pages that hold every unit. */
  async strict(query, needles = units(query)) {
    if (!needles.length) return [];
    const every = common(await Promise.all(needles.map((unit) => this.holders(unit))));
    if (!every.size) return [];
    const asWritten = needles.length > 1 ? await this.holders(unitOf(folded(query).replace(INNER_SPACE, ""))) : new Set();
    const results = await this.found(unique(needles.flatMap(({ tokens, tail }) => [...tokens, tail])).join(" "));
    return results
      .filter(({ id }) => every.has(id))
      .map((result) => answer(result, { score: result.score * (asWritten.has(result.id) ? AS_WRITTEN : 1), needles }));
  }

  /** The pages that hold the weightiest part of a query; a token weighs more the fewer pages have it. */
  async partial(query) {
    const { phrases, chunks } = parse(query);
    const parts = [...phrases, ...chunks].flatMap((chunk) => stretches(chunk).map((words) => words.join("")));
    const tokens = unique(parts.map(unitOf).flatMap((unit) => (unit.tokens.length ? unit.tokens : unit.tail || [])));
    const needles = tokens.map((token) => (isSingle(token) ? { text: token, tokens: [], tail: token } : { text: token, tokens: [token] }));
    const pages = new Map();
    let total = 0;
    for (const results of await Promise.all(tokens.map((token) => this.foundIfKnown(token)))) {
      const weight = results.length ? Math.log(1 + this.pages / results.length) : 0;
      total += weight;
      for (const result of results) {
        const { score, covered } = pages.get(result.id) ?? { score: 0, covered: 0 };
        pages.set(result.id, { result, score: score + result.score, covered: covered + weight });
      }
    }
    return [...pages.values()]
      .filter(({ covered }) => covered >= COVERED_AT_LEAST * total)
      .map(({ result, score, covered }) => answer(result, { score: score * covered, needles, partial: true }));
  }

  async foundIfKnown(token) {
    if (isSingle(token)) await this.loadAll(token);
    // Of what it does not know Pagefind takes a beginning: right for a Latin word, wrong for a number (36 for 360).
    else if (!(await this.knows([token]))) return /^[a-z]{3}/.test(token) ? this.found(token) : [];
    const results = await this.found(token);
    if (isCjk(token)) return results;
    const whole = await this.holding(token);
    return results.filter(({ id }) => whole.has(id));
  }

  inForm(table, query) {
    return characters(query.replace(/([計規策籌])畫/gu, "$1劃")).map((character) => table.get(character) ?? character).join("");
  }

  /** The pages that answer a query, best first; partial ones come last, and only where strict ones are few. */
  async answers(query) {
    const forms = unique([query, this.inForm(this.simplified, query)]);
    const each = async (ask) => merged((await Promise.all(forms.map(ask))).flat());
    let strict = await each((form) => this.strict(form));
    if (!strict.length) strict = await each((form) => this.strict(form, units(form, { loose: true })));
    if (!strict.length) strict = merged(await this.strict(this.inForm(this.traditional, query)));
    if (strict.length >= FEW) return strict;
    const partial = await each((form) => this.partial(form));
    const taken = ids(strict);
    return [...strict, ...partial.filter(({ id }) => !taken.has(id)).slice(0, PARTIAL_AT_MOST)];
  }

  /** All pages, the newest first, those without a date last. */
  async all() {
    const dated = await this.found(null, { sort: { date: "desc" } });
    const taken = ids(dated);
    return [...dated, ...(await this.found(null)).filter(({ id }) => !taken.has(id))].map((result) => answer(result, {}));
  }

  /** For each facet its values and the pages that have them: [{key, value, pages}], years from the latest on. */
  async choices() {
    const counts = await this.engine.filters();
    const pairs = FACETS.flatMap((key) => {
      const values = Object.keys(counts[key] ?? {}).sort();
      return (key === "学年" ? values.reverse() : values.sort((one, other) => counts[key][other] - counts[key][one])).map((value) => [key, value]);
    });
    return Promise.all(
      pairs.map(async ([key, value]) => ({ key, value, pages: ids(await this.found(null, { filters: { [key]: value } })) })),
    );
  }
}

function merged(answers) {
  const best = new Map();
  for (const found of answers) if (!(best.get(found.id)?.score >= found.score)) best.set(found.id, found);
  return [...best.values()].sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1));
}

/** Whether `length` places stand one after the other. */
function hasRun(places, length) {
  const all = new Set(places);
  return places.some((place) => Array.from({ length }, (_, step) => all.has(place + step)).every(Boolean));
}

// --- how a page is shown ----------------------------------------------------

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}

/** Nodes for [text, whether it is marked]. */
function marked(parts) {
  const joined = [];
  for (const [part, on] of parts) {
    if (joined.at(-1)?.on === on) joined.at(-1).part += part;
    else joined.push({ part, on });
  }
  return joined.map(({ part, on }) => (on ? element("mark", {}, part) : part));
}

function glyph(token) {
  if (token === BREAK) return " ";
  return isPair(token) ? characters(token)[0] : token.replace(POINT, ".");
}

/** The text of tokens [from, to): each Chinese one stands for its first character. */
function passage(tokens, from, to, marks) {
  const parts = [];
  for (let at = from; at < to; at += 1) {
    const spaced = at > from && /[\p{L}\p{N},.;:!?)]$/u.test(tokens[at - 1]) && /^[\p{L}\p{N}]/u.test(tokens[at]);
    if (spaced && !isCjk(tokens[at - 1]) && !isCjk(tokens[at])) parts.push([" ", marks.has(at - 1) && marks.has(at)]);
    parts.push([glyph(tokens[at]), marks.has(at)]);
  }
  return marked(parts);
}

/** Where the needles stand: [{from, to, needle}]. */
function matches(all, needles) {
  const lower = all.map((token) => token.toLowerCase());
  return needles.flatMap(({ tokens, tail }, needle) => {
    const length = tokens.length + (tail ? 1 : 0);
    // A pair covers the character after it too, unless its run ends there.
    const beyond = !tail && isPair(tokens.at(-1)) && !tokens.at(-1).endsWith(LAST) ? 1 : 0;
    return lower
      .map((_, from) => ({ from, to: from + length + beyond, needle }))
      .filter(({ from }) => tokens.every((token, step) => lower[from + step] === token))
      .filter(({ from }) => !tail || lower[from + tokens.length]?.startsWith(tail));
  });
}

/** The passage behind the title that has the most different needles. */
function excerpt(all, found, marks) {
  const first = all.indexOf(BREAK) + 1;
  let [most, start] = [0, first];
  for (const { from } of found.filter((match) => match.from >= first)) {
    const inside = found.filter((match) => match.from >= from && match.to <= from + EXCERPT - 10);
    const different = new Set(inside.map(({ needle }) => needle)).size;
    if (different > most) [most, start] = [different, from - 10];
  }
  start = Math.max(first, Math.min(start, all.length - EXCERPT));
  const end = Math.min(all.length, start + EXCERPT);
  return element("p", { className: "excerpt" }, start > first && "…", ...passage(all, start, end, marks), end < all.length && "…");
}

function titleOf(title, needles) {
  const lower = folded(title).toLowerCase();
  const marks = new Set();
  for (const { text: needle } of needles) {
    for (let at = lower.indexOf(needle); needle && at >= 0; at = lower.indexOf(needle, at + 1)) {
      for (let place = at; place < at + needle.length; place += 1) marks.add(place);
    }
  }
  // Folding may take characters away, and then the places are not those of the title.
  return lower.length === title.length ? marked(title.split("").map((unit, at) => [unit, marks.has(at)])) : [title];
}

/** Links to the sections with matches, the fullest first. */
function sectionLinks(address, all, anchors, found, marks) {
  return anchors
    .map(({ id, location: start }, at) => {
      const end = anchors[at + 1]?.location ?? all.length;
      return { id, start, inside: found.filter(({ from }) => from >= start && from < end).length };
    })
    .filter(({ inside }) => inside)
    .sort((one, other) => other.inside - one.inside)
    .slice(0, SECTIONS_SHOWN)
    .map(({ id, start }) => element("a", { href: `${address}#${encodeURIComponent(id)}` }, ...passage(all, start, all.indexOf(BREAK, start), marks)));
}

function item({ needles, partial }, { content, raw_url: path, meta, filters, anchors }, root) {
  const all = content.split(" ");
  const found = matches(all, needles);
  const marks = new Set(found.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, step) => from + step)));
  const address = root + path.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  const kinds = ["类型", "学年", "单位"].flatMap((key) => filters[key] ?? []);
  const links = sectionLinks(address, all, anchors, found, marks);
  const link = element("a", { href: address }, ...titleOf(meta.title, needles));
  const made = element(
    "li",
    {},
    element("h2", {}, link, partial && element("small", { className: "partial" }, ` ${text.partial}`)),
    kinds.length && element("p", { className: "kinds" }, kinds.join(" · ")),
    excerpt(all, found, marks),
    links.length && element("p", { className: "sections" }, text.sections, ...links.flatMap((section, at) => [at && " · ", section]).filter(Boolean)),
  );
  made.toggleAttribute("data-partial", partial);
  return made;
}

// --- the page ---------------------------------------------------------------

class SearchPage {
  constructor(main) {
    this.form = main.querySelector("form[role=search]") ?? document.querySelector("form[role=search]");
    this.query = this.form.elements.namedItem("q");
    this.list = main.querySelector("[data-results]");
    this.status = main.querySelector("[role=status]");
    this.facets = main.querySelector("[data-facets]") ?? element("div");
    this.hints = element("div", { className: "hints", hidden: true });
    this.more = element("button", { type: "button", hidden: true }, text.more);
    this.list.before(this.hints);
    this.list.after(this.more);
    const given = this.form.dataset.bundle ?? main.dataset.bundle;
    this.bundle = given ? new URL(given, document.baseURI) : new URL("../pagefind/", import.meta.url);
    this.root = main.dataset.pageRoot || new URL("../", this.bundle).pathname;
    this.boxes = [];
    this.turn = 0; // counts the questions: a late answer to an earlier one is dropped
    this.fallback = main.querySelector("[data-fallback]") ?? element("div");
  }

  async start() {
    if (location.protocol === "file:") return this.say(text.file);
    this.fallback.hidden = true;
    this.readAddress();
    this.begin(text.working);
    try {
      const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("no answer")));
      this.index = await Promise.race([Index.open(this.bundle), late]);
      this.showFacets(await this.index.choices());
    } catch (failure) {
      console.error(failure);
      this.fallback.hidden = false;
      return this.end(failure.missing ? text.missing : text.broken);
    }
    this.readAddress();
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.ask()));
    this.facets.addEventListener("change", () => this.ask());
    addEventListener("popstate", () => (this.readAddress(), this.run()));
    return this.run();
  }

  say(message) {
    this.status.textContent = message;
  }

  begin(message) {
    this.say(message);
    this.list.setAttribute("aria-busy", "true");
  }

  end(message) {
    this.say(message);
    this.list.removeAttribute("aria-busy");
  }

  /** Takes query and choices from the address. */
  readAddress() {
    const asked = new URLSearchParams(location.search);
    this.query.value = asked.get("q") ?? "";
    for (const { box } of this.boxes) box.checked = asked.getAll(box.name).includes(box.value);
  }

  /** Puts query and choices into the address and answers them. */
  ask() {
    const asked = new URLSearchParams(this.boxes.filter(({ box }) => box.checked).map(({ box }) => [box.name, box.value]));
    if (this.query.value.trim()) asked.set("q", this.query.value.trim());
    const address = location.pathname + (`${asked}` && `?${asked}`);
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    return this.run();
  }

  async run() {
    const turn = (this.turn += 1);
    const query = this.query.value.trim();
    const chosen = this.boxes.some(({ box }) => box.checked);
    this.begin(this.status.textContent);
    this.hints.hidden = this.more.hidden = true;
    try {
      const answers = query ? await this.index.answers(query) : await this.index.all();
      if (turn !== this.turn) return;
      const results = query || chosen ? this.chosen(answers) : [];
      this.count(answers);
      await this.show(results, turn);
      if (turn !== this.turn) return;
      if (!results.length && (query || chosen)) this.advise(chosen);
      const partial = results.filter((result) => result.partial).length;
      this.end(results.length ? text.found(results.length, partial) : query || chosen ? text.none : text.empty);
    } catch (failure) {
      console.error(failure);
      this.end(text.broken);
    }
  }

  /** The answers that have a chosen value of each facet, or of each but one. */
  chosen(answers, but) {
    const checked = this.boxes.filter(({ box }) => box.checked && box.name !== but);
    return unique(checked.map(({ box }) => box.name)).reduce(
      (left, key) => left.filter(({ id }) => checked.some(({ box, pages }) => box.name === key && pages.has(id))),
      answers,
    );
  }

  /** Shows behind each value how many results it leaves. */
  count(answers) {
    for (const key of FACETS) {
      const left = this.chosen(answers, key);
      for (const { box, label, number, pages } of this.boxes.filter((choice) => choice.box.name === key)) {
        const count = left.filter(({ id }) => pages.has(id)).length;
        number.textContent = `(${count})`;
        label.hidden = !count && !box.checked;
      }
    }
    for (const group of this.facets.querySelectorAll("fieldset, details")) {
      const left = group.querySelectorAll("label:not([hidden])").length;
      group.hidden = !left;
      if (group.open === false) group.open = group.parentNode.querySelectorAll("label:not([hidden])").length <= VALUES_OPEN;
    }
  }

  showFacets(choices) {
    this.form.id ||= "search-form";
    this.boxes = choices.map(({ key, value, pages }) => {
      const box = element("input", { type: "checkbox", name: key, value });
      box.setAttribute("form", this.form.id);
      const number = element("span", {}, `(${pages.size})`);
      return { box, number, pages, label: element("label", {}, box, ` ${value} `, number) };
    });
    const groups = unique(choices.map(({ key }) => key)).map((key) => {
      const labels = this.boxes.filter(({ box }) => box.name === key).map(({ label }) => label);
      const rest = labels.slice(VALUES_OPEN);
      const folder = rest.length && element("details", {}, element("summary", {}, text.more), ...rest);
      return element("fieldset", {}, element("legend", {}, text.facet(key)), ...labels.slice(0, VALUES_OPEN), folder);
    });
    this.facets.replaceChildren(...groups);
  }

  async show(results, turn) {
    let shown = 0;
    const next = async () => {
      this.more.hidden = true;
      const goal = Math.min(shown + SHOWN_AT_ONCE, results.length);
      while (shown < goal) {
        const batch = results.slice(shown, shown + BATCH);
        const fragments = await Promise.all(batch.map(({ result }) => result.data()));
        if (turn !== this.turn) return;
        if (!shown) this.list.replaceChildren();
        this.list.append(...batch.map((found, at) => item(found, fragments[at], this.root)));
        shown += batch.length;
      }
      this.more.hidden = shown >= results.length;
    };
    this.more.onclick = next;
    if (!results.length) this.list.replaceChildren();
    await next();
  }

  advise(chosen) {
    const clear = element("button", { type: "button" }, text.clear);
    clear.onclick = () => {
      for (const { box } of this.boxes) box.checked = false;
      this.ask();
    };
    this.hints.replaceChildren(element("ul", {}, ...text.hints.map((hint) => element("li", {}, hint))), chosen ? clear : "");
    this.hints.hidden = false;
  }
}

/** Esc empties the search field, and leaves it when empty. */
function listenForEscape(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (!field.value) field.blur();
    field.value = "";
  });
}

const main = document.querySelector("main");
const field = (main ?? document).querySelector("form[role=search] [name=q]") ?? document.querySelector("form[role=search] [name=q]");
if (field) listenForEscape(field);
if (main?.querySelector("[data-results]")) new SearchPage(main).start();
