// Documents: a source's text and the values of its form. What a form leaves alone stays as it was, to the letter: comments,
// quotes, keys in either language, and keys that the form does not know.

import {
  Document, Scalar, YAMLMap, YAMLSeq, isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit,
} from "./yaml/index.js";

// The fields in which a form carries a document's text, and where an item of a list stood in it.
const SOURCE = "_source";
const ITEM = "_item";
const BODY = "body";

const READING = { schema: "failsafe", keepSourceTokens: false, logLevel: "silent" }; // scalars stay text: 010 keeps its zero

// The format of one collection: how its files become values and values become files. `fields` are those of its form, `name`
// is the first of the registry's `words`: { language, records: { Plan: { hours: { keys, record, values, many } } }, texts }.
export function format(fields, name, words, hasBody) {
  const shape = { fields, record: name, words, hasBody };
  return {
    fromFile: (text) => read(text.replace(/\r\n?/g, "\n").trim(), shape),
    toFile: (values) => write(values, shape),
  };
}

function read(text, shape) {
  const { head, body } = parted(text, shape.hasBody);
  const values = record(rootOf(head), shape.fields, shape.record, shape.words);
  if (shape.hasBody) values[BODY] = body.trim();
  return { ...values, [SOURCE]: text };
}

function write(given, shape) {
  const values = plain(given);
  const source = values[SOURCE];
  if (!source) return fresh(values, shape);
  const before = read(source, shape);
  const { head, body, open, close } = parted(source, shape.hasBody);
  const written = revised(head, before, values, shape);
  const text = (values[BODY] ?? "").trim();
  return ended(open + written + close + (text === before[BODY] || !shape.hasBody ? body : text && `\n${text}`));
}

const ended = (text) => (text.endsWith("\n") ? text : `${text}\n`);

// --- a file's parts -------------------------------------------------------------------------------------------------

function parted(text, hasBody) {
  if (!hasBody) return { open: "", head: text.endsWith("\n") ? text : `${text}\n`, close: "", body: "" };
  const found = /^(\ufeff?---[ \t]*\n)([^]*?\n)?(---[ \t]*(?:\n|$))([^]*)$/.exec(text);
  if (!found) throw new Error("no front matter");
  return { open: found[1], head: found[2] ?? "", close: found[3].endsWith("\n") ? found[3] : `${found[3]}\n`, body: found[4] };
}

// A source that cannot be read, or that holds what our sources never hold, is left out of the form.
function parsed(text) {
  const document = parseDocument(text, READING);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw problem;
  visit(document, (key, node) => {
    if (isAlias(node) || node?.anchor || node?.tag) throw new Error("anchors, aliases and tags are not edited here");
  });
  return document;
}

function rootOf(head) {
  const root = parsed(head).contents;
  if (root === null) return new YAMLMap();
  if (!isMap(root) || root.flow) throw new Error("keys and values, one to a line, are wanted");
  return root;
}

// --- reading --------------------------------------------------------------------------------------------------------

function record(map, fields, name, words) {
  const values = {};
  for (const field of fields) {
    const entry = words.records[name][field.name];
    const node = entry && pairOf(map, entry)?.value;
    const value = node ? valueOf(node, field, entry, words) : undefined;
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}

function pairOf(map, entry) {
  const found = map.items.filter((pair) => entry.keys.includes(String(pair.key?.value ?? "").trim()));
  if (found.length > 1) throw new Error(`${found[1].key.value} is there twice`);
  return found[0];
}

function valueOf(node, field, entry, words) {
  if (!entry.many) return single(node, field, entry, words);
  const nodes = isSeq(node) ? node.items : isEmpty(node) ? [] : [node];
  const items = nodes.map((item, index) => numbered(single(item, field, entry, words), index));
  return items.includes(undefined) ? undefined : items;
}

const numbered = (value, index) => (typeof value === "object" ? { ...value, [ITEM]: String(index) } : value);
const isEmpty = (node) => isScalar(node) && !node.value;

function single(node, field, entry, words) {
  if (entry.record && isMap(node)) return record(node, inner(field), entry.record, words);
  if (!isScalar(node)) return undefined;
  const text = String(node.value ?? "");
  if (entry.record) return spread(text, words.texts[entry.record]);
  return entry.values ? canonical(entry.values, text.trim()) : text;
}

const inner = (field) => field.fields ?? [];
const spread = (text, names) => (names && text ? Object.fromEntries(names.map((name) => [name, text])) : undefined);
const canonical = (values, text) => Object.keys(values).find((value) => values[value].includes(text)) ?? text;

// --- comparing ------------------------------------------------------------------------------------------------------

// What a form hands back may be maps of another library, and may say "nothing" in several ways.
function plain(value) {
  if (value && typeof value.toJS === "function") return plain(value.toJS());
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  }
  return value === null || value === undefined ? undefined : String(value);
}

function stated(value) {
  if (Array.isArray(value)) {
    const items = value.map(stated).filter((one) => one !== undefined);
    return items.length ? items : undefined;
  }
  if (value && typeof value === "object") {
    const known = Object.entries(value).map(([key, one]) => [key, stated(one)]);
    const kept = known.filter(([, one]) => one !== undefined).sort(([one], [other]) => (one < other ? -1 : 1));
    return kept.some(([key]) => key !== ITEM) ? Object.fromEntries(kept) : undefined;
  }
  return value === "" ? undefined : value;
}

const isSame = (one, other) => JSON.stringify(stated(one)) === JSON.stringify(stated(other));

// --- writing --------------------------------------------------------------------------------------------------------

// Each key of the front matter is a piece of text with the lines below it. Only pieces that the form changed are written anew.
function revised(head, before, values, shape) {
  const root = rootOf(head);
  const known = shape.words.records[shape.record];
  const starts = root.items.map((pair) => pair.key.range[0]);
  const pieces = [head.slice(0, starts[0] ?? head.length), ...starts.map((start, at) => head.slice(start, starts[at + 1]))];
  const work = { words: shape.words, language: languageIn(root, known) ?? shape.words.language };
  for (const field of shape.fields) {
    const entry = known[field.name];
    const [was, is] = [before[field.name], stated(values[field.name])];
    if (!entry || isSame(was, is)) continue;
    const at = root.items.indexOf(pairOf(root, entry)) + 1;
    if (!at) pieces.push(added(is, field, entry, work));
    else pieces[at] = is === undefined ? trailing(pieces[at]) : piece(pieces[at], was, is, field, entry, work);
  }
  return pieces.join("");
}

// Blank lines and comments after a piece belong to what follows.
const trailing = (text) => /\n((?:(?:#[^\n]*|[ \t]*)\n)*)$/.exec(text)?.[1] ?? "";

function piece(whole, before, after, field, entry, work) {
  const rest = trailing(whole);
  const text = whole.slice(0, whole.length - rest.length);
  const document = parsed(text);
  const edits = { splices: [], isRebuilt: false };
  const [pair] = document.contents.items;
  pair.value = amended(pair.value, before, after, field, entry, { ...work, edits });
  return (edits.isRebuilt ? printed(document, text) : spliced(text, edits.splices)) + rest;
}

function spliced(text, splices) {
  const ordered = [...splices].sort((one, other) => other.from - one.from);
  return ordered.reduce((whole, { from, to, put }) => whole.slice(0, from) + put + whole.slice(to), text);
}

// In the style of the text that it stands for. A line that differs only in the blanks before its comment stays as it was.
function printed(document, text) {
  const list = /^( *)(?:- )*[^\s#-][^\n]*:[ \t]*\n( *)- /m.exec(text);
  const made = document.toString({
    lineWidth: 0,
    indentSeq: !list || list[2].length > list[1].length,
    flowCollectionPadding: /[[{] /.test(text),
  });
  const before = new Map(text.split("\n").map((line) => [closed(line), line]));
  return made.split("\n").map((line) => before.get(line) ?? line).join("\n");
}

const closed = (line) => line.replace(/ +(#[^"']*)$/, " $1");

// The node that says `after` where `node` says `before`: the same one wherever that can be.
function amended(node, before, after, field, entry, work) {
  if (isSame(before, after)) return node;
  if (entry.many && (isSeq(node) || !fits(node, before, after, entry))) return list(node, before ?? [], after, field, entry, work);
  if (entry.many) return amendedOne(node, before[0], after[0], field, entry, work);
  return amendedOne(node, before, after, field, entry, work);
}

// A single value may stand for a list of one.
const fits = (node, before, after, entry) => after.length === 1 && before?.length === 1 && (isMap(node) || !entry.record);

function amendedOne(node, before, after, field, entry, work) {
  if (entry.record && isMap(node)) return map(node, before, after, field, entry, work);
  if (!entry.record && isScalar(node) && after !== undefined) return scalar(node, after, entry, work);
  work.edits.isRebuilt = true;
  return made(after, field, entry, work);
}

function map(node, before, after, field, entry, work) {
  const known = work.words.records[entry.record];
  const language = languageIn(node, known) ?? work.language;
  for (const one of inner(field)) {
    if (!known[one.name] || isSame(before?.[one.name], after?.[one.name])) continue;
    const pair = pairOf(node, known[one.name]);
    const value = after?.[one.name];
    if (pair && value !== undefined) {
      pair.value = amended(pair.value, before?.[one.name], value, one, known[one.name], { ...work, language });
      continue;
    }
    work.edits.isRebuilt = true;
    if (pair) node.items.splice(node.items.indexOf(pair), 1);
    else node.add(pairFor(value, one, known[one.name], { ...work, language }));
  }
  return node;
}

function scalar(node, after, entry, work) {
  const text = spelled(after, entry, work.language);
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  if (isBlock || text.includes("\n") || !node.range || node.range[0] === node.range[1]) work.edits.isRebuilt = true;
  else work.edits.splices.push({ from: node.range[0], to: node.range[1], put: quoted(text, node.type) });
  node.value = text;
  return node;
}

// As the library would write it inside brackets, which is right outside of them too.
function quoted(text, type) {
  const item = new Scalar(text);
  if (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) item.type = type;
  const sequence = new YAMLSeq();
  sequence.flow = true;
  sequence.add(item);
  const document = new Document(sequence, READING);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trim().slice(1, -1);
}

function list(node, before, after, field, entry, work) {
  const old = isSeq(node) ? node.items : isEmpty(node) ? [] : [node];
  const taken = new Set();
  const origin = origins(before, after);
  const items = after.map((value, index) => {
    const from = origin[index];
    if (from === undefined || !old[from]) return made(value, field, { ...entry, many: false }, work, old);
    const item = taken.has(from) ? old[from].clone() : old[from];
    taken.add(from);
    return amendedOne(item, before[from], value, field, entry, work);
  });
  const sequence = isSeq(node) ? node : Object.assign(new YAMLSeq(), { flow: !entry.record });
  const isInPlace = isSeq(node) && items.length === old.length && items.every((item, index) => item === old[index]);
  if (!isInPlace) work.edits.isRebuilt = true;
  sequence.items = items;
  return sequence;
}

// Where each item stood before: records know it themselves; texts are found by what they say, then by their place.
function origins(before, after) {
  const free = new Set(before.keys());
  const found = after.map((value) => {
    const at = typeof value === "object" ? (value[ITEM] === undefined ? -1 : Number(value[ITEM])) : findFree(before, free, value);
    free.delete(at);
    return at >= 0 && at < before.length ? at : undefined;
  });
  if (before.length !== after.length) return found;
  return found.map((at, index) => at ?? (typeof after[index] !== "object" && free.has(index) ? index : undefined));
}

const findFree = (before, free, value) => [...free].find((at) => before[at] === value) ?? -1;

// --- new values -----------------------------------------------------------------------------------------------------

function made(value, field, entry, work, siblings = []) {
  if (entry.many) {
    const sequence = new YAMLSeq();
    sequence.items = value.map((one) => made(one, field, { ...entry, many: false }, work));
    sequence.flow = !entry.record && value.every((one) => one.length < 20) && value.length > 0;
    return sequence;
  }
  if (!entry.record) return new Scalar(spelled(value, entry, work.language));
  const node = new YAMLMap();
  node.flow = siblings.length > 0 && siblings.every((one) => isCollection(one) && one.flow);
  const known = work.words.records[entry.record];
  const like = siblings.find(isMap);
  const language = (like && languageIn(like, known)) ?? work.language;
  for (const one of inner(field)) {
    if (known[one.name] && value[one.name] !== undefined) {
      node.add(pairFor(value[one.name], one, known[one.name], { ...work, language }));
    }
  }
  return node;
}

function pairFor(value, field, entry, work) {
  const map = new YAMLMap();
  map.set(new Scalar(spelledKey(entry, work.language)), made(value, field, entry, work));
  return map.items[0];
}

function added(value, field, entry, work) {
  const map = new YAMLMap();
  map.items.push(pairFor(value, field, entry, work));
  return new Document(map, READING).toString({ lineWidth: 0, flowCollectionPadding: false });
}

function fresh(values, { fields, record: name, words, hasBody }) {
  const known = words.records[name];
  const told = fields.filter((field) => known[field.name] && stated(values[field.name]) !== undefined);
  const head = told.map((field) => added(stated(values[field.name]), field, known[field.name], { words, language: words.language }));
  if (!hasBody) return head.join("");
  const body = (values[BODY] ?? "").trim();
  return `---\n${head.join("")}---\n${body && `\n${body}\n`}`;
}

// --- languages ------------------------------------------------------------------------------------------------------

const spelledKey = (entry, language) => (language === "zh" ? (entry.keys[1] ?? entry.keys[0]) : entry.keys[0]);

function spelled(value, entry, language) {
  const spellings = entry.values?.[value];
  return spellings ? (language === "zh" ? (spellings[1] ?? spellings[0]) : spellings[0]) : value;
}

// The language of the first key that is known.
function languageIn(map, known) {
  const keys = new Set(Object.values(known).map((entry) => entry.keys[0]));
  const chinese = new Set(Object.values(known).flatMap((entry) => entry.keys.slice(1)));
  for (const pair of map.items) {
    const key = String(pair.key?.value ?? "").trim();
    if (keys.has(key)) return "en";
    if (chinese.has(key)) return "zh";
  }
  return undefined;
}
