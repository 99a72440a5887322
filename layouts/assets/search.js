/**
 * Search in the reader's browser, over the index that the package `search` makes. The page it runs on:
 *
 *   <main data-page-root="../">                    what leads from this page to the root of the site
 *     <form role="search" method="get" id="…">
 *       <input type="search" name="q">
 *     </form>
 *     <p role="status"></p>                        the count, read out as it changes
 *     <div data-fallback>…</div>                   seen where search cannot run (no script, no index, file://)
 *     <div data-hints hidden><ul></ul>…</div>      seen where nothing is found: gets what may help, before links to the lists
 *     <details data-facets></details>              gets one <fieldset> for each facet
 *     <ol data-results></ol>                       gets one <li> for each page; aria-busy while it fills
 *   </main>
 *   <script type="module" src="../assets/search.js"></script>
 *
 * What is said is Chinese; a page in another language has its own words in `data-texts` of <main>: {"类型": "Type"}.
 * Policy: script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'. On other pages `markWords` marks what was looked for.
 */

const CJK =
  "\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\u{20000}-\\u{3ffff}";
const [WHOLE, DECIMALS] = ["(?<![0-9.．])[0-9]{1,3}", "[.．][0-9]{1,2}(?![0-9]|[.．][0-9])"];
const LETTER = `(?:(?![${CJK}])[\\p{L}\\p{N}])`;
const JOINTS = ["ꔀ%％", "ꔁ/／", "ꔂ:：", "ꔃ.．", "ꔄ－–—~～-"]; // each behind its letter in the index
const JOINT = `[${JOINTS.join("")}]`;
const CHUNK = `(?:[${CJK}]|${LETTER}|(?<=${LETTER})${JOINT}(?=${LETTER})|(?<=[0-9])[%％])+`;
const [LAST, POINT] = ["z", "‿"];

const BEGINNING = new RegExp(`^[${CJK}]`, "u");
const LONG_RUN = new RegExp(`[${CJK}]{4}`, "u");
const PIECES = new RegExp(`[${CJK}]+|${WHOLE}${DECIMALS}|${LETTER}+|${JOINT}`, "gu");
const CHUNKS = new RegExp(CHUNK, "gu");
const SPACED_CHUNKS = new RegExp(`${CHUNK}(?:\\s+${CHUNK})*`, "gu");
const PHRASES = /["“”「『]([^"“”「」『』]+)["“”」』]/gu;
const INNER_SPACE = new RegExp(`(?<=[${CJK}])\\s+(?=[${CJK}])`, "gu");
const BORDER = new RegExp(`(?<=[${CJK}])(?![${CJK}])(?=.)|(?<=[a-z%％])(?=[${CJK}])|(?<=[a-z])${JOINT}(?=[a-z])`, "iu");
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

const RANKING = { metaWeights: { title: 6, who: 2, kw: 1 }, pageLength: 0.4, termSaturation: 1 };
const AS_WRITTEN = 10; // how much more a page counts that has the whole query in one piece
const FEW = 3; // fewer results than this are filled up with partial matches
const [PARTIAL_AT_MOST, COVERED_AT_LEAST, CHECKED_AT_MOST] = [10, 0.4, 50];
const [SHOWN_AT_ONCE, VALUES_OPEN, SECTIONS_SHOWN, EXCERPT, NEAR_SHOWN] = [10, 6, 3, 90, 5];
const NEAR = 0.6; // how much of a query a title must share to be like it
const SHARDS_AT_ONCE = 10;
const LONGEST = 200; // characters of a query that are read
const PATIENCE = 60_000; // milliseconds

const main = document.querySelector("main");
const texts = JSON.parse(main?.dataset.texts ?? "{}");
const say = (text, ...values) => (texts[text] ?? text).replace(/#/gu, () => values.shift());

const isCjk = (written) => BEGINNING.test(written);
const characters = (written) => [...written];
const isSingle = (written) => isCjk(written) && !characters(written)[1];
const jointOf = (piece) => JOINTS.find((marks) => marks.includes(piece));
const piecesOf = (written) => written.toLowerCase().match(PIECES) ?? [];
const unique = (values) => [...new Set(values)];

// --- what a query asks for --------------------------------------------------

const folded = (written) =>
  written.replace(INVISIBLE, "").normalize("NFC").replace(VARIANTS, (found) => found.normalize("NFKC"));

/**
 * What a page must hold as written: `tokens` one after the other, then one that begins with `tail`.
 * The tail is a single character at the end: the index has it only together with its neighbour.
 */
function unitOf(written) {
  const pieces = piecesOf(written);
  // Neither begins nor ends inside a decimal.
  const pattern = `(?<!${WHOLE}(?=${DECIMALS})[.．])${pieces.map(patternOf).join("[^\\S\\n]*")}(?!(?<=${WHOLE})${DECIMALS})`;
  const unit = { text: written, tokens: pieces.flatMap(tokensOf), tail: "", pattern: new RegExp(pattern, "giu") };
  const last = pieces.at(-1) ?? "";
  if (isCjk(last)) unit.tokens.pop();
  if (isSingle(last)) unit.tail = last;
  return unit;
}

/** The tokens of a piece, as the index has them. */
function tokensOf(piece) {
  if (isCjk(piece)) return characters(piece).map((one, at, all) => one + (all[at + 1] ?? LAST));
  return jointOf(piece)?.[0] ?? piece.replace(/[.．]/, POINT);
}

/** A piece as it stands in a text: a word or number only as a whole. */
function patternOf(piece) {
  if (isCjk(piece)) return piece;
  return jointOf(piece) ? `[${jointOf(piece)}]` : `(?<!${LETTER})${piece.replace(/[.．]/, "[.．]")}(?!${LETTER})`;
}

/** What stands between marks. */
const wholesOf = (written) => written.replace(INNER_SPACE, "").match(SPACED_CHUNKS) ?? [];

/** A query as phrases (in quotes) and chunks (between spaces and marks). */
function parse(query) {
  const phrases = [];
  const rest = folded(query).replace(PHRASES, (_, phrase) => {
    phrases.push(...wholesOf(phrase));
    return " ";
  });
  return { phrases, chunks: rest.match(CHUNKS) ?? [] };
}

/**
 * The units of a query: phrases, short runs as they stand, the words of long ones.
 * Loose units also part Chinese from what is not, but never a number from its measure.
 */
export function units(query, loose = false) {
  const { phrases, chunks } = parse(query);
  const words = chunks.flatMap(wordsOf).flatMap((word) => (loose ? word.split(BORDER) : word));
  return unique([...phrases, ...words]).map(unitOf);
}

/** A query in as few units as it can be: between marks as it stands, for the pages that have it so. */
const wholeOf = (query) => wholesOf(folded(query)).map(unitOf);

/**
 * A chunk in words; each stands in the chunk as it is here.
 * A single character is glued to the next (surname and name), at the end to the one before; alone it says nothing.
 */
function wordsOf(chunk) {
  if (!LONG_RUN.test(chunk)) return [chunk];
  const parts = stretches(chunk).flatMap((segments) => {
    const words = [];
    segments.forEach((segment, at) => {
      const [before, after] = [segments[at - 1], segments[at + 1]];
      const joined = before && (isSingle(before) || !isCjk(before) || (!after && isSingle(segment)));
      words.push(joined ? words.pop() + segment : segment);
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

const common = (sets) => sets.reduce((all, some) => new Set([...all].filter((page) => some.has(page))));
const pagesOf = (results) => new Set(results.map(({ page }) => page));
const json = async (address) => (await fetch(address)).json();
const sum = (shards) => shards.reduce((total, { pages }) => total + pages, 0);

/**
 * A shard is {folder, name, pages, years}, and once it is loaded {facets, days, cards, of}: its pages, {shard, number, day},
 * from the newest to the oldest. An answer is {page, score, needles, partial}.
 */
class Index {
  constructor({ shards, facets, traditional }, engine, bundle) {
    Object.assign(this, { shards, facets, engine, bundle, cards: {} });
    const pairs = traditional.match(/../gu);
    this.simplified = new Map(pairs.map(characters));
    this.traditional = new Map(pairs.map((pair) => characters(pair).reverse()).reverse());
  }

  /** The index, none of its shards open yet. */
  static async of(bundle) {
    // An old copy would name folders that a new build has taken away.
    const response = await fetch(new URL("search.json", bundle), { cache: "no-cache" });
    if (!response.ok) throw response;
    return new Index(await response.json(), await import(new URL("pagefind.js", bundle)), bundle);
  }

  /** Opens the shards that have one of the years: ten at most, at the second `turn` the next ten. */
  choose(years, turn) {
    const few = this.shards.length <= SHARDS_AT_ONCE;
    const fitting = this.shards.filter((shard) => few || !years[0] || years.some((year) => shard.years.includes(year)));
    const open = fitting.slice((turn - 1) * SHARDS_AT_ONCE);
    this.left = open.splice(SHARDS_AT_ONCE);
    const key = open.map(({ name }) => name).join();
    if (key !== this.key) this.opening = this.merge(open, this.opening);
    Object.assign(this, { open, key });
    return this.opening;
  }

  /** Opens shards and no others, as `und` whatever language the page has. */
  async merge(shards, before) {
    await before;
    await this.engine.destroy();
    await this.engine.filters(); // fails at once where merging would wait for ever
    const options = { language: "und", ranking: RANKING, metaCacheTag: "" };
    await Promise.all([this.load(shards), ...shards.map((shard) => this.engine.mergeIndex(this.address(shard, "").pathname, options))]);
  }

  /** Loads what is known of the pages of shards. */
  load(shards) {
    return Promise.all(
      shards.map(async (shard) => {
        Object.assign(shard, await (shard.loading ??= json(this.address(shard, "pages.json"))));
        shard.of ??= shard.days.map((day, number) => ({ shard, number, day }));
      }),
    );
  }

  address({ folder }, file) {
    return new URL(`${folder}/${file}`, this.bundle);
  }

  async found(term) {
    const { results } = await this.engine.search(term);
    return results.map(({ id, score, words }) => {
      const [shard, number] = id.split(" ");
      return { page: this.open.find(({ name }) => name === shard).of[number], score, words };
    });
  }

  /** The pages that have the tokens one after the other: none where the index has not every one. */
  async holding(tokens) {
    return pagesOf(await this.found(`"${tokens.join(" ")}"`));
  }

  /** The pages that hold a unit as written. */
  async holders({ tokens, tail, pattern }) {
    const before = tokens.length ? await this.holding(tokens) : null;
    if (!tail || before?.size === 0) return before;
    const results = await this.found([...tokens, tail].join(" "));
    if (!before) return pagesOf(results);
    const hasRun = (words) => words.some((place) => [...tokens, tail].every((_, step) => words.includes(place + step)));
    const near = results.filter(({ page, words }) => before.has(page) && hasRun(words)).map(({ page }) => page);
    if (near.length > CHECKED_AT_MOST) return new Set(near);
    // Pagefind takes every word for its beginning: 3 is in 30 too, and the text must tell.
    const cards = await Promise.all(near.map((page) => this.card(page)));
    return new Set(near.filter((_, at) => cards[at].sections.some(([, heading, body]) => `${heading}\n${body}`.search(pattern) >= 0)));
  }

  /** The pages that hold every unit; where some hold all as it is written, the others match in part. */
  async strict(query, needles = units(query)) {
    if (!needles.length) return [];
    const every = await this.holdingAll(needles);
    if (!every.size) return [];
    const whole = wholeOf(query);
    const asWritten = await this.holdingAll(whole);
    // A space between Chinese words asks for both, wherever they stand.
    const parted = asWritten.size > 0 && query.search(INNER_SPACE) < 0;
    const results = await this.found(unique(needles.flatMap(({ tokens, tail }) => [...tokens, tail])).join(" "));
    return results
      .filter(({ page }) => every.has(page))
      .map(({ page, score }) =>
        asWritten.has(page) ? { page, score: score * AS_WRITTEN, needles: whole, partial: false } : { page, score, needles, partial: parted },
      );
  }

  async holdingAll(needles) {
    return common(await Promise.all(needles.map((unit) => this.holders(unit))));
  }

  /** The pages that hold the weightiest part of a query without phrases; a token weighs more the fewer pages have it. */
  async partial(query) {
    const { phrases, chunks } = parse(query);
    const parts = (phrases.length ? [] : chunks).flatMap((chunk) => stretches(chunk).map((words) => words.join("")));
    const tokens = unique(parts.map(unitOf).flatMap((unit) => (unit.tokens.length ? unit.tokens : unit.tail || []))).filter((token) => !jointOf(token));
    const needles = tokens.map((token) => unitOf(isCjk(token) ? token.replace(LAST, "") : token.replace(POINT, ".")));
    const found = new Map();
    let total = 0;
    for (const [at, results] of (await Promise.all(tokens.map((token) => this.having(token)))).entries()) {
      // A pair of characters that no page has is often none of a word; a number that none has was meant.
      const weight = results.length || !isCjk(tokens[at]) ? Math.log(1 + sum(this.open) / (results.length || 1)) : 0;
      total += weight;
      for (const { page, score } of results) {
        const all = found.get(page) ?? { page, score: 0, covered: 0 };
        all.score += score;
        all.covered += weight;
        found.set(page, all);
      }
    }
    return [...found.values()]
      .filter(({ covered }) => covered >= COVERED_AT_LEAST * total)
      .map(({ page, score, covered }) => ({ page, score: score * covered, needles, partial: true }));
  }

  async having(token) {
    const found = await this.found(token);
    if (isSingle(token)) return found;
    const whole = await this.holding([token]);
    if (whole.size || !/^[a-z]{3}/.test(token)) return found.filter(({ page }) => whole.has(page));
    // Of a word that it does not know Pagefind takes a beginning; one or two letters are none.
    const short = await Promise.all([1, 2].map((length) => this.holding([token.slice(0, length)])));
    return found.filter(({ page }) => !short.some((pages) => pages.has(page)));
  }

  inForm(table, query) {
    return characters(query.replace(/([計規策籌])畫/gu, "$1劃")).map((character) => table.get(character) ?? character).join("");
  }

  /** The pages that answer a query, best first; partial ones come last, and only where strict ones are few. */
  async answers(query) {
    const forms = unique([query, this.inForm(this.simplified, query)]);
    const each = async (ask) => merged((await Promise.all(forms.map(ask))).flat());
    let strict = await each((form) => this.strict(form));
    if (!strict.length) strict = await each((form) => this.strict(form, units(form, true)));
    if (!strict.length) strict = merged(await this.strict(this.inForm(this.traditional, query)));
    if (strict.length >= FEW) return strict;
    const partial = await each((form) => this.partial(form));
    const taken = pagesOf(strict);
    return [...strict, ...partial.filter(({ page }) => !taken.has(page)).slice(0, PARTIAL_AT_MOST)];
  }

  /** All pages, the newest first. */
  async all() {
    await this.load(this.shards);
    const pages = this.shards.flatMap((shard) => shard.of);
    return pages.sort((one, other) => other.day - one.day).map((page) => ({ page, needles: [], partial: false }));
  }

  /** The values of a facet that a page has. */
  valuesOf({ shard: { facets }, number }, key) {
    return facets[key]?.values[facets[key].pages[number]] ?? [];
  }

  /** What is shown of a page: {address, title, kinds, sections: [[anchor, heading, text]]}. */
  async card({ shard, number }) {
    const file = shard.cards[number];
    const address = this.address(shard, `cards/${file}.json`);
    return (await (this.cards[address] ??= json(address)))[number - shard.cards.indexOf(file)];
  }

  /** The pages whose titles are most like the query, by the characters and the parts of words they share. */
  async near(query) {
    const wanted = partsOf(this.inForm(this.simplified, query));
    if (wanted.size < 2) return [];
    const titles = await Promise.all(this.open.map((shard) => json(this.address(shard, "titles.json"))));
    const like = (parts, page) => ({ page, share: [...wanted].filter((part) => parts.has(part)).length / wanted.size, size: parts.size });
    return titles
      .flatMap((some, at) => some.map((title, number) => like(partsOf(title), this.open[at].of[number])))
      .filter(({ share }) => share >= NEAR)
      .sort((one, other) => other.share - one.share || one.size - other.size)
      .slice(0, NEAR_SHOWN)
      .map(({ page }) => page);
  }
}

/** The Chinese characters of a text, and the pairs of letters of its words. */
function partsOf(written) {
  return new Set(piecesOf(folded(written)).flatMap((piece) => characters(piece).map((letter, at, all) => (isCjk(piece) ? letter : letter + (all[at + 1] ?? "")))));
}

function merged(answers) {
  const best = new Map();
  for (const found of answers) if (!(best.get(found.page)?.score >= found.score)) best.set(found.page, found);
  return [...best.values()].sort((one, other) => one.partial - other.partial || other.score - one.score || other.page.day - one.page.day);
}

// --- how a page is shown ----------------------------------------------------

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}

/** Where the needles stand in a text, in order: [{from, to, needle}]. */
function matches(written, needles) {
  return needles
    .flatMap(({ pattern }, needle) => [...written.matchAll(pattern)].map(({ 0: found, index: from }) => ({ from, to: from + found.length, needle })))
    .sort((one, other) => one.from - other.from);
}

/** The text from one place to another, as nodes with what is found in it marked. */
function marked(written, found, from = 0, to = written.length) {
  const nodes = [];
  let at = from;
  for (const match of found) {
    const [start, end] = [Math.max(match.from, at), Math.min(match.to, to)];
    if (start >= end) continue;
    if (start > at || !nodes.length) nodes.push(written.slice(at, start), element("mark"));
    nodes.at(-1).append(written.slice(start, end));
    at = end;
  }
  return [...nodes, written.slice(at, to)];
}

/** The passage that has the most different needles; of several the one in the longest line, which is a sentence. */
function excerpt(sections) {
  let best = { worth: 0, start: 0, ...sections.find(({ body }) => body) };
  for (const section of sections) {
    for (const { from } of section.found) {
      const inside = section.found.filter((match) => match.from >= from && match.to <= from + EXCERPT - 10);
      const before = section.body.lastIndexOf("\n", from);
      const line = section.body.indexOf("\n", from) - before;
      const worth = new Set(inside.map(({ needle }) => needle)).size + Math.min(line, EXCERPT) / (EXCERPT + 1);
      if (worth > best.worth) best = { worth, start: Math.max(before + 1, from - 20), ...section };
    }
  }
  const { body = "", found = [] } = best;
  const start = Math.max(0, Math.min(best.start, body.length - EXCERPT));
  const end = Math.min(body.length, start + EXCERPT);
  return element("p", { className: "excerpt" }, start > 0 && "…", ...marked(body, found, start, end), end < body.length && "…");
}

/** Links to the sections with matches, the fullest first; parts without an anchor of their own go with what they are in. */
function sectionLinks(address, sections) {
  const links = new Map();
  for (const { anchor, heading, found, inHeading } of sections) {
    if (!links.has(anchor)) links.set(anchor, { anchor, heading, inHeading, size: 0 });
    links.get(anchor).size += found.length + inHeading.length;
  }
  return [...links.values()]
    .filter(({ anchor, size }) => anchor && size)
    .sort((one, other) => other.size - one.size)
    .slice(0, SECTIONS_SHOWN)
    .map(({ anchor, heading, inHeading }) => element("a", { href: `${address}#${encodeURIComponent(anchor)}` }, ...marked(heading, inHeading)));
}

function addressOf({ address }, root) {
  return root + address.split("/").map(encodeURIComponent).join("/");
}

function item({ needles, partial }, card, root) {
  const sections = card.sections.map(([anchor, heading, body]) => {
    return { anchor, heading, body: `${body}\n`, found: matches(body, needles), inHeading: matches(heading, needles) };
  });
  const address = addressOf(card, root);
  const links = sectionLinks(address, sections);
  const link = element("a", { href: address }, ...marked(card.title, matches(card.title, needles)));
  const made = element(
    "li",
    {},
    element("h2", {}, link, partial && element("small", { className: "partial" }, ` ${say("部分匹配")}`)),
    card.kinds.length && element("p", { className: "kinds" }, card.kinds.join(" · ")),
    excerpt(sections),
    links.length && element("p", { className: "sections" }, say("相关章节："), ...links.flatMap((section, at) => [at && " · ", section])),
  );
  made.toggleAttribute("data-partial", partial);
  return made;
}

/** Marks in a page what was looked for, and opens what hides it. */
export function markWords(root, query) {
  const whole = wholeOf(query.slice(0, LONGEST));
  const needles = whole.every(({ pattern }) => folded(root.textContent).search(pattern) >= 0) ? whole : units(query.slice(0, LONGEST));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (const node of nodes) {
    const written = folded(node.data);
    const found = matches(written, needles);
    // Folding may take characters away, and then the places are not those of the page.
    if (!found.length || written.length !== node.data.length) continue;
    const folder = node.parentElement.closest("details");
    if (folder && target && target.closest("section")?.contains(folder)) folder.open = true;
    node.replaceWith(...marked(node.data, found));
  }
  target?.scrollIntoView();
}

// --- the page ---------------------------------------------------------------

class SearchPage {
  constructor(main) {
    this.form = main.querySelector("form[role=search]");
    this.query = this.form.elements.namedItem("q");
    this.list = main.querySelector("[data-results]");
    this.status = main.querySelector("[role=status]");
    this.facets = main.querySelector("[data-facets]");
    this.hints = main.querySelector("[data-hints]");
    this.fallback = main.querySelector("[data-fallback]");
    this.more = element("a", { className: "more", hidden: true });
    this.older = element("a", { className: "older" });
    this.list.after(this.more, this.older);
    this.root = main.dataset.pageRoot;
    this.boxes = [];
    this.turn = 0; // counts the questions: a late answer to an earlier one is dropped
  }

  async start() {
    this.fallback.hidden = true;
    this.readAddress();
    this.tell(say("正在检索……"), true);
    try {
      this.index = await Index.of(new URL("../pagefind/", import.meta.url));
    } catch (failure) {
      return this.fail(failure);
    }
    this.showFacets();
    const typed = this.query.value;
    this.readAddress();
    this.query.value = typed; // while the index was on its way
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.ask()));
    this.facets.addEventListener("change", () => this.ask());
    this.more.addEventListener("click", (event) => this.goOn(event));
    addEventListener("popstate", () => (this.readAddress(), this.run()));
    return this.run();
  }

  /** Says how it stands; the list is busy until the last word. */
  tell(message, busy = false) {
    this.status.textContent = message;
    this.list.ariaBusy = busy || null;
  }

  fail(failure) {
    console.error(failure);
    this.fallback.hidden = false;
    this.tell(say(failure.ok === false ? "本站没有检索索引。" : "检索没有启动，请刷新页面。"));
  }

  /** Takes query, choices and page from the address. */
  readAddress() {
    const asked = new URLSearchParams(location.search);
    this.query.value = asked.get("q") ?? "";
    [this.page, this.turns] = ["page", "older"].map((key) => Math.max(1, Number.parseInt(asked.get(key), 10) || 1));
    for (const box of this.boxes) box.checked = asked.getAll(box.name).includes(box.value);
  }

  /** The address of a query with the choices, or without. */
  address(query, chosen = this.checked(), page = 1, older = this.turns) {
    const asked = new URLSearchParams(chosen);
    for (const [key, value] of Object.entries({ q: query, page, older })) if (value && value !== 1) asked.set(key, value);
    return location.pathname + (`${asked}` && `?${asked}`);
  }

  /** The choices, as [facet, value]. */
  checked() {
    return this.boxes.filter(({ checked }) => checked).map(({ name, value }) => [name, value]);
  }

  /** Puts query and choices into the address and answers them. */
  ask() {
    this.page = this.turns = 1;
    const address = this.address(this.asked());
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    return this.run();
  }

  asked() {
    return this.query.value.trim().slice(0, LONGEST);
  }

  async run() {
    const turn = (this.turn += 1);
    const query = this.asked();
    const chosen = this.checked();
    const years = chosen.filter(([key]) => key === "学年").map(([, year]) => year);
    this.tell(this.status.textContent, true);
    this.hints.hidden = this.more.hidden = this.older.hidden = true;
    try {
      if (query) await Promise.race([this.index.choose(years, this.turns), new Promise((_, fail) => setTimeout(fail, PATIENCE, "no answer"))]);
      const answers = query ? await this.index.answers(query) : chosen[0] && (await this.index.all());
      if (turn !== this.turn) return;
      this.results = answers ? this.chosen(answers) : [];
      this.partly = query && this.index.open.length < this.index.shards.length;
      this.count(answers);
      this.list.replaceChildren();
      await this.show(turn);
      if (!this.results.length && answers) await this.advise(query, answers, turn);
      if (turn === this.turn) this.report(answers);
    } catch (failure) {
      if (turn === this.turn) this.fail(failure);
    }
  }

  /** Says what is found; of a query also how much was searched, and leads to the rest. */
  report(asked) {
    const count = this.results.length;
    const shown = this.list.childElementCount;
    const partial = this.results.filter((result) => result.partial).length;
    const rest = this.partly && sum(this.index.left);
    this.older.hidden = !rest;
    this.older.textContent = say("再查另外 # 个", rest);
    this.older.href = this.address(this.asked(), this.checked(), 1, this.turns + 1);
    const found = [say("找到 # 个页面", count), partial && say("，其中 # 个为部分匹配", partial), shown < count && say("，先列出 # 个", shown), say("。")];
    const parts = count ? found : [say(asked ? "没有找到符合的页面。" : "输入要找的词语，或选择条件。")];
    this.tell([...parts, rest && say("查了 # 个页面。", sum(this.index.open))].filter(Boolean).join(""));
  }

  /** The answers that have a chosen value of each facet, or of each but one. */
  chosen(answers, but) {
    const checked = this.checked().filter(([key]) => key !== but);
    const fits = (page, key) => checked.some(([one, value]) => one === key && this.index.valuesOf(page, key).includes(value));
    return answers.filter(({ page }) => checked.every(([key]) => fits(page, key)));
  }

  /** Shows behind each value how many results it leaves; where many do, all but the first are folded. */
  count(answers) {
    const focused = document.activeElement;
    for (const { key, group, folder, choices } of this.groups) {
      const counts = new Map(answers ? [] : this.index.facets[key]);
      for (const { page } of answers ? this.chosen(answers, key) : [])
        for (const value of this.index.valuesOf(page, key)) counts.set(value, (counts.get(value) ?? 0) + 1);
      // Of a year that was not searched it is not known how many there are.
      const unknown = key === "学年" && this.partly;
      const left = choices.filter(({ box }) => unknown || counts.has(box.value) || box.checked);
      for (const { box, number } of left) number.textContent = `(${counts.get(box.value) ?? (unknown ? "…" : 0)})`;
      const labels = left.map(({ label }) => label);
      group.replaceChildren(group.firstChild, ...labels.splice(0, VALUES_OPEN), labels[0] ? folder : "");
      folder.replaceChildren(folder.firstChild, ...labels);
      group.hidden = !left.length;
      folder.open ||= choices.some(({ box, label }) => box.checked && folder.contains(label));
    }
    focused.focus();
    this.facets.hidden = this.groups.every(({ group }) => group.hidden);
  }

  showFacets() {
    this.facets.open = matchMedia("(min-width: 52rem)").matches;
    this.groups = Object.keys(this.index.facets).map((key) => {
      const choices = this.index.facets[key].map(([value]) => {
        const box = element("input", { type: "checkbox", name: key, value });
        box.setAttribute("form", this.form.id);
        const number = element("span");
        return { box, number, label: element("label", {}, box, ` ${value} `, number) };
      });
      const folder = element("details", {}, element("summary", {}, say("更多")));
      return { key, choices, folder, group: element("fieldset", {}, element("legend", {}, say(key))) };
    });
    this.boxes = this.groups.flatMap(({ choices }) => choices.map(({ box }) => box));
    this.facets.append(...this.groups.map(({ group }) => group));
  }

  /** Fills the list up to the page that is asked for. */
  async show(turn) {
    const shown = this.list.childElementCount;
    const next = this.results.slice(shown, this.page * SHOWN_AT_ONCE);
    const cards = await Promise.all(next.map(({ page }) => this.index.card(page)));
    if (turn !== this.turn) return;
    this.list.append(...next.map((found, at) => item(found, cards[at], this.root)));
    const left = this.results.length - this.list.childElementCount;
    this.more.hidden = left <= 0;
    this.more.textContent = say("再列出 # 个", Math.min(left, SHOWN_AT_ONCE));
    this.more.href = this.address(this.asked(), this.checked(), this.page + 1);
  }

  /** Lists more below, where the reader is, and remembers it in the address. */
  async goOn(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = this.list.childElementCount;
    history.replaceState(null, "", this.more.href);
    this.page += 1;
    await this.show(this.turn);
    this.report(true);
    this.list.children[before]?.querySelector("a").focus();
  }

  /** Says what may help where nothing is found: fewer conditions, no quotes, fewer words, a title that is like it. */
  async advise(query, answers, turn) {
    const lines = [];
    const offer = (words, said) => lines.push(element("li", {}, element("a", { href: this.address(words, []) }, said)));
    if (answers.length) offer(query, say("去掉条件（有 # 个页面）", answers.length));
    const unquoted = query.replace(/["“”「」『』]/gu, " ").trim();
    const needles = units(query).map((unit) => unit.text);
    for (const words of answers.length ? [] : unique([unquoted, ...needles])) {
      const count = words !== query && (await this.index.strict(words)).length;
      if (count) offer(words, words === unquoted ? say("去掉引号（有 # 个页面）", count) : say("只找“#”（有 # 个页面）", words, count));
    }
    for (const page of answers.length ? [] : await this.index.near(query)) {
      const card = await this.index.card(page);
      lines.push(element("li", {}, say("标题相近："), element("a", { href: addressOf(card, this.root) }, card.title)));
    }
    if (turn !== this.turn) return;
    this.hints.querySelector("ul").replaceChildren(...lines);
    this.hints.hidden = false;
  }
}

const field = document.querySelector("form[role=search] [name=q]");
// Esc empties the search field, and leaves it when it is empty.
field?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  if (!field.value) field.blur();
  field.value = "";
});
if (main?.querySelector("[data-results]")) new SearchPage(main).start();
